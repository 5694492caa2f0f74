// Passkeys: the browser asks a device and sends its answer. Without this the one-time code does.
"use strict";
(() => {
  const part = document.querySelector("[data-passkey]");
  if (!part || !window.PublicKeyCredential) return;
  part.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const form = part.querySelector("form"), said = part.querySelector("[role=alert]");

  const send = async (address, body, type) => {
    const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
    if (type) headers["Content-Type"] = type;
    const answer = await fetch(address, { method: "POST", headers, body });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.said || part.dataset.failed);
    return told;
  };
  const add = async () => {
    const { publicKey } = await send(form.dataset.options, new FormData(form));
    const made = await navigator.credentials.create({ publicKey: {
      ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials) } });
    return { name: form.querySelector("[name=name]").value, answer: { id: made.id, rawId: text(made.rawId), type: made.type,
      response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) } } };
  };
  const prove = async () => {
    const { publicKey } = await send(form.dataset.options, new FormData(form));
    const got = await navigator.credentials.get({ publicKey: {
      ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) } });
    return { answer: { id: got.id, rawId: text(got.rawId), type: got.type, response: {
      clientDataJSON: text(got.response.clientDataJSON), authenticatorData: text(got.response.authenticatorData),
      signature: text(got.response.signature) } } };
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      const answer = await (part.dataset.passkey === "add" ? add() : prove());
      const told = await send(form.action, JSON.stringify(answer), "application/json");
      location.assign(told.next);
    } catch (error) {
      // What the browser says of a refused device is in its own language: ours says it instead.
      said.textContent = error instanceof DOMException ? part.dataset.failed : error.message;
    }
  });
})();
