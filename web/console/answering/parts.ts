// What is seen of macros, articles and mentions: one file, fetched when the first of it is needed. One, because a second that shares
// parts with it would tear what they share out of the console's own file, which every page loads.
export { Below } from "./Below";
export { MentionList } from "./mention/MentionList";
export { Picker } from "./picker/Picker";
export { Macros } from "./settings/Macros";
