// The "Find a Centre" widget 1.0.0, under the MIT licence. See /widget at its home.
(() => {
  "use strict";

  const NAME = "find-a-centre";
  const PASSED_ON = ["types", "accent", "text", "background", "radius", "font", "exit"];
  const TITLES = { en: "Find a child contact centre", cy: "Dod o hyd i ganolfan gyswllt plant" };
  const SMALLEST = 100;
  const LARGEST = 20000;

  const script = document.currentScript ?? document.querySelector(`script[src*="/${NAME}.js"]`);
  const home = new URL(script.src).origin;

  const frameFor = (element) => {
    const spoken = element.closest("[lang]")?.lang ?? "";
    const language = /^cy\b/i.test(spoken) ? "cy" : "en";
    const address = new URL(language === "cy" ? "/cy/embed/v1/" : "/embed/v1/", home);
    for (const name of PASSED_ON) {
      const value = element.getAttribute(name);
      if (value) address.searchParams.set(name, value.replace("#", ""));
    }
    const frame = document.createElement("iframe");
    frame.title = TITLES[language];
    frame.lang = language;
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    Object.assign(frame.style, { display: "block", width: "100%", height: "45rem", border: "0" });
    frame.src = address;
    return frame;
  };

  // The link inside the element stays where it is: a shadow root hides it, and keeps
  // the host's style from the frame. Without a script it is what there is to follow.
  class FindACentre extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).append(frameFor(this));
      this.style.display = "block";
      addEventListener("message", this);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    handleEvent({ source, origin, data }) {
      const frame = this.shadowRoot.firstChild;
      if (source !== frame.contentWindow || origin !== home || data?.type !== `${NAME}:height`) return;
      const height = Math.min(LARGEST, Math.max(SMALLEST, Math.ceil(data.height)));
      if (height) frame.style.height = `${height}px`;
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, FindACentre);
})();
