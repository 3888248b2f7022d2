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

  const linkIn = (id) => document.getElementById(id).querySelector("a");
  const topOf = (id) => document.getElementById(id).getBoundingClientRect().top;

  // The page with the new shortlist, whole, without its being seen to load.
  const pick = async (id) => {
    const address = linkIn(id)?.href;
    if (!address) return;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const before = topOf(id);
      document.body.replaceWith(page.body);
      scrollBy(0, topOf(id) - before);
      linkIn(id)?.focus({ preventScroll: true });
      history.replaceState(null, "", address);
    } catch {
      location.assign(address);
    }
  };

  // One at a time: each link is made from the shortlist as the one before left it.
  let picked = Promise.resolve();

  document.addEventListener("keydown", countPresses, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("a.exit")) {
      event.preventDefault();
      leave();
    }
    const link = event.target.closest(".pick[id] a");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      event.preventDefault();
      const { id } = link.closest(".pick");
      picked = picked.then(() => pick(id));
    }
  });
})();
