// Talks to the sandbox server. Every failure is an Error whose message is a sentence for the person at the page.

const GONE = "The sandbox did not answer. Is it still running?";

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error(GONE);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new Error(answer?.error ?? answer?.description ?? `The sandbox answered with an error (${response.status}).`);
}

const query = (values) =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== 0 && value !== undefined)).toString();

export const getState = () => call("GET", "/sandbox/state");
export const getMessages = (chatId, threadId) =>
  call("GET", `/sandbox/messages?${query({ chat_id: chatId, thread_id: threadId })}`);
export const getCommands = (chatId, personId) => call("GET", `/sandbox/commands?${query({ chat_id: chatId, person_id: personId })}`);
export const getSamples = () => call("GET", "/sandbox/samples");
export const postSample = (id) => call("POST", `/sandbox/samples/${encodeURIComponent(id)}`, {});
export const postDesk = (text) => call("POST", "/sandbox/desk", { text });
export const postPress = (press) => call("POST", "/sandbox/press", press);
export const postSend = (message) => call("POST", "/sandbox/send", message);
export const postBlocked = (id, blocked) => call("POST", "/sandbox/person", { id, blocked });
export const postLanguage = (id, code) => call("POST", "/sandbox/person", { id, language_code: code });
export const postShare = (share) => call("POST", "/sandbox/share", share);
export const postInline = (inline) => call("POST", "/sandbox/inline", inline);
export const eventsAddress = (since) => `/sandbox/events?since=${since}`;
export const photoAddress = (fileId) => `/sandbox/photo/${encodeURIComponent(fileId)}`;
