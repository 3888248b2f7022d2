// The page that makes the widget's code, brought up to date while one chooses.
"use strict";

(() => {
  const WAIT_MILLISECONDS = 400;
  const form = document.getElementById("customiser");
  const status = document.getElementById("customiser-status");

  const offerCopies = () => {
    for (const code of document.querySelectorAll("textarea.code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = form.dataset.copy;
      button.setAttribute("aria-describedby", code.labels[0].id);
      button.addEventListener("click", async () => {
        code.select();
        await navigator.clipboard?.writeText(code.value).catch(() => {});
        status.textContent = form.dataset.copied;
      });
      code.after(button);
    }
  };

  let asked = 0;
  const update = async () => {
    const mine = ++asked;
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked || !answer.ok) return;
    for (const part of page.querySelectorAll("[data-part]")) {
      document.getElementById(part.id).replaceWith(part);
    }
    offerCopies();
    const { problem, updated } = form.dataset;
    status.textContent = document.querySelector("#problems *") ? problem : updated;
  };

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => update().catch(() => {}), WAIT_MILLISECONDS);
  });
  offerCopies();
})();
