// The open conversation and what stands beside it. The first page is the list, so they are fetched right behind it.
export { ConversationPane } from "./ConversationPane";
export { Panel } from "./Panel";
