// What of care is fetched when it is needed, in one piece.
import "./late.css";

export { AbuseWays } from "./AbuseWays";
export { CareDialog } from "./CareDialog";
export { ReaderList } from "./ReaderList";
export { ReadingSetting } from "./ReadingSetting";
export { ReasonForm } from "./ReasonForm";
