// What a page does better with a script. Each works without one, by its link.
"use strict";

(() => {
  const PRESSES_TO_LEAVE = 3;
  const MILLISECONDS_TO_LEAVE = 5000;

  // Nothing is to be seen while the other site loads, which may take long.
  const leave = () => {
    const exit = document.querySelector("a.exit");
    document.documentElement.hidden = true;
    document.title = exit.hostname;
    location.replace(exit.href);
  };

  // Shift as part of a capital letter is followed by the letter, which counts anew.
  let presses = [];
  const countPresses = (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, event.timeStamp].slice(-PRESSES_TO_LEAVE) : [];
    if (presses.length === PRESSES_TO_LEAVE && event.timeStamp - presses[0] <= MILLISECONDS_TO_LEAVE) leave();
  };

  const pick = async (id) => {
    const address = document.getElementById(id).href;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["main", "shortlist-bar"]) {
        const fresh = page.getElementById(part);
        if (fresh) document.getElementById(part)?.replaceWith(fresh);
      }
      history.replaceState(null, "", address);
      document.getElementById(id).focus({ preventScroll: true });
    } catch {
      location.assign(address);
    }
  };

  // One at a time: each link is made from the shortlist as the one before left it.
  let picked = Promise.resolve();

  document.addEventListener("keydown", countPresses, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.exit, a.pick");
    if (!link || (link.matches(".pick") && (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey))) return;
    event.preventDefault();
    if (link.matches(".exit")) leave();
    else picked = picked.then(() => pick(link.id));
  });
  document.querySelector(".summary")?.focus();
})();
