// What is typed into a form is kept on this device, encrypted, until the server has it.
// Nothing here is needed: without it forms work and keep nothing.
(() => {
  "use strict";
  const BEGINS = "imena-draft-", WEEK = 7 * 24 * 3600 * 1000;
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  const names = () => Object.keys(store).filter((name) => name.startsWith(BEGINS));
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const text = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)));
  const cookie = (name) => (document.cookie.match(new RegExp(`(?:^|; )${name}=([0-9a-f]+)`)) || [])[1];

  if (!store) return;
  for (const name of names()) {
    const since = Number((store.getItem(name) || "").split(".")[0]);
    if (!(Date.now() - since < WEEK)) store.removeItem(name);
  }
  const saved = cookie("imena_saved");
  if (saved) {
    store.removeItem(BEGINS + saved);
    document.cookie = "imena_saved=; Max-Age=0; Path=/; SameSite=Strict";
  }
  let over = false;
  for (const form of document.querySelectorAll("form[action$='/sign-out']"))
    form.addEventListener("submit", () => {
      over = true;
      names().forEach((name) => store.removeItem(name));
    });

  const APART = /^(csrfmiddlewaretoken|seen|key|draft|was|contested|choose\..*|password|.*_password|.*_code|code)$/;
  const asked = (form) => [...form.elements].filter((field) =>
    field.name && !APART.test(field.name) && !["file", "submit", "button", "password"].includes(field.type));

  function held(form) {
    const found = {};
    for (const field of asked(form)) {
      found[field.name] = found[field.name] || [];
      if (!["checkbox", "radio"].includes(field.type) || field.checked) found[field.name].push(field.value);
    }
    return found;
  }

  function put(form, kept) {
    const left = structuredClone(kept);
    for (const field of asked(form)) {
      const mine = left[field.name];
      if (!mine) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept[field.name].includes(field.value);
      else if (mine.length) field.value = mine.shift();
    }
    // Answers to questions of other screens go along unseen.
    const here = new Set(asked(form).map((field) => field.name));
    for (const [name, values] of Object.entries(kept)) {
      if (here.has(name) || name === "step") continue;
      for (const value of values) {
        const hidden = document.createElement("input");
        Object.assign(hidden, { type: "hidden", name, value });
        form.append(hidden);
      }
    }
  }

  async function begin(form) {
    const { draft, draftKey, draftFresh, draftKept, draftBack, draftDrop, draftNone } = form.dataset;
    const said = document.createElement("p");
    said.className = "draft";
    said.setAttribute("role", "status");
    form.prepend(said);
    if (!window.crypto || !crypto.subtle) { said.textContent = draftNone; return; }
    const name = BEGINS + draft;
    const key = await crypto.subtle.importKey("raw", bytes(draftKey), "AES-GCM", false, ["encrypt", "decrypt"]);
    const at = (since) => new Date(since).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

    let waiting = 0;
    async function keep() {
      const nonce = crypto.getRandomValues(new Uint8Array(12)), now = Date.now();
      const plain = new TextEncoder().encode(JSON.stringify(held(form)));
      waiting = 0;
      const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain);
      if (over) return;
      try { store.setItem(name, `${now}.${text(nonce)}.${text(hidden)}`); } catch { said.textContent = draftNone; return; }
      said.textContent = draftKept.replace("{time}", at(now));
    }

    async function read() {
      const [since, nonce, hidden] = (store.getItem(name) || "").split(".");
      if (!hidden) return null;
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(nonce) }, key, bytes(hidden));
        return { since: Number(since), kept: JSON.parse(new TextDecoder().decode(plain)) };
      } catch { store.removeItem(name); return null; }
    }

    const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, 250); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", () => { if (waiting) keep(); });

    const found = await read();
    if (draftFresh !== "yes") { if (found) await keep(); return; }
    if (!found) return;
    put(form, found.kept);
    const [step] = found.kept.step || [];
    if (step && Number(step) > 0) {
      // Where it was when the power went: that screen is asked for with all that was typed.
      const to = document.createElement("input");
      Object.assign(to, { type: "hidden", name: "to", value: step });
      form.append(to);
      form.submit();
      return;
    }
    said.textContent = draftBack.replace("{time}", at(found.since));
    const drop = document.createElement("button");
    Object.assign(drop, { type: "button", textContent: draftDrop });
    drop.addEventListener("click", () => { store.removeItem(name); window.location.reload(); });
    said.append(drop);
  }

  document.querySelectorAll("form[data-draft]").forEach(begin);
})();
