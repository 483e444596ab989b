/* Small helps on top of pages that work without them. Nothing that anybody
   typed is ever put in the browser's storage; only the choice to switch the
   single-key shortcuts off is kept (WCAG 2.1.4). */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (selector, root) => (root || document).querySelector(selector);
  const say = (text) => {
    const region = one("[data-announce]");
    if (region) region.textContent = text;
  };

  /* --- Menu on narrow screens ------------------------------------------ */
  function menu() {
    const button = one("[data-menu]");
    const nav = button && document.getElementById(button.getAttribute("aria-controls"));
    if (!nav) return;
    button.addEventListener("click", () => {
      const open = nav.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    });
  }

  /* --- Worklist: j, k, a and ? ------------------------------------------ */
  const KEY = "redress.shortcuts";
  const preference = {
    get off() {
      try { return localStorage.getItem(KEY) === "off"; } catch { return false; }
    },
    set off(value) {
      try { localStorage.setItem(KEY, value ? "off" : "on"); } catch { /* this page only */ }
    },
  };
  const typing = (target) =>
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  function worklist() {
    const rows = () => all("[data-worklist] tbody tr").filter((row) => one("a", row));
    const help = one("[data-shortcuts]");
    if (!rows().length || !help) return;

    const toggle = one("[data-shortcuts-off]", help);
    toggle.checked = preference.off;
    toggle.addEventListener("change", () => { preference.off = toggle.checked; });
    all("[data-shortcuts-open]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => help.showModal());
    });

    const current = () => rows().findIndex((row) => row.contains(document.activeElement));
    const go = (step) => {
      const list = rows();
      const at = current();
      const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
      if (list[next]) one("a", list[next]).focus(); // Enter then opens it, being a link
    };
    const keys = {
      j: () => go(1),
      k: () => go(-1),
      "?": () => help.showModal(),
      // Moves to the button, never presses it: a stray key must do nothing.
      a: () => { const row = rows()[current()]; const b = row && one("[data-assign]", row); if (b) b.focus(); },
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
      if (preference.off || typing(event.target) || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  /* --- The session's end ------------------------------------------------ */
  function session() {
    const data = document.body.dataset;
    const box = one("[data-session-warning]");
    if (!data.sessionEnds || !box) return;
    const text = one("[data-session-text]", box);
    const button = one("[data-session-stay]", box);
    const words = box.dataset;
    // The officer's clock may be wrong; count from the server's when it is given.
    const skew = data.sessionNow ? Date.now() / 1000 - Number(data.sessionNow) : 0;
    let ends = Number(data.sessionEnds);
    let announced = null;

    const show = (message, canStay) => {
      if (message === announced) return; // announce a change, not every tick
      announced = message;
      box.hidden = false;
      text.textContent = message;
      button.hidden = !canStay;
    };
    const tick = () => {
      const left = ends - (Date.now() / 1000 - skew);
      if (left > 300) { box.hidden = true; announced = null; }
      else if (left > 60) show(words.textMinutes.replace("{n}", String(Math.ceil(left / 60))), true);
      else if (left > 0) show(words.textMinute, true);
      else show(words.textEnded, false);
    };
    button.addEventListener("click", async () => {
      button.setAttribute("aria-disabled", "true");
      try {
        const answer = await fetch(data.sessionExtend, {
          method: "POST",
          credentials: "same-origin",
          redirect: "error",
          headers: {
            Accept: "application/json",
            "X-CSRFToken": one('meta[name="csrf-token"]').content,
          },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const until = Number((await answer.json()).session_ends);
        if (!(until > ends)) { show(words.textLimit, false); return; }
        ends = until;
        say(words.textExtended);
        tick();
      } catch {
        show(words.textFailed, true);
      } finally {
        button.removeAttribute("aria-disabled");
      }
    });
    tick();
    setInterval(tick, 5000);
    document.addEventListener("visibilitychange", tick); // timers sleep in a hidden tab
  }

  /* --- Copy buttons ------------------------------------------------------ */
  function copying() {
    if (!navigator.clipboard) return;
    all("button[data-copy]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const label = one("[data-copy-label]", button);
        const before = label.textContent;
        try {
          await navigator.clipboard.writeText(button.dataset.copy);
          label.textContent = button.dataset.copied;
          say(button.dataset.copied);
          setTimeout(() => { label.textContent = before; }, 2000);
        } catch { /* the text can still be selected by hand */ }
      });
    });
  }

  /* --- Leaving with something unsaved; sending twice --------------------- */
  function forms() {
    const TEXT = "textarea, input[type=text], input[type=search], input[type=email], input:not([type])";
    let sending = false;
    const unsaved = (form) => {
      if (form.dataset.unsaved === "ignore") return false;
      const refused = one("[aria-invalid=true]", form); // came back with errors: not saved yet
      return all(TEXT, form).some((f) => f.value !== f.defaultValue || (refused && f.value));
    };
    window.addEventListener("beforeunload", (event) => {
      if (!sending && all("form[method=post]").some(unsaved)) event.preventDefault();
    });
    window.addEventListener("pageshow", () => { sending = false; });

    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method === "get") {
        // Empty filters stay out of the address that people save and share.
        const blank = all("input, select", form).filter((f) => !f.value);
        blank.forEach((f) => { f.disabled = true; });
        setTimeout(() => blank.forEach((f) => { f.disabled = false; }), 0);
        return;
      }
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      sending = true;
      setTimeout(() => { delete form.dataset.sent; sending = false; }, 4000); // a download stays here
    });
    const summary = one("[data-error-summary]");
    if (summary) summary.focus();
  }

  document.addEventListener("DOMContentLoaded", () => {
    [menu, worklist, session, copying, forms].forEach((start) => start());
  });
})();
