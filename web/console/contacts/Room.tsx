import "../room/room.css";
import "./contacts.css";
import { useConsole } from "../view/context";
import { ContactPage } from "./ContactPage";
import { List } from "./List";

/** Who the brand's customers are: the list of them, and all about one. */
export function Room() {
  const { route } = useConsole();
  const here = route.value;
  const id = here.page === "contacts" ? here.id : null;
  return (
    <main class="room contacts-room" id="main" tabIndex={-1}>
      {id ? <ContactPage key={id} id={id} /> : <List />}
    </main>
  );
}
