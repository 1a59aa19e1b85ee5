import { useEffect } from "preact/hooks";
import "../room/room.css";
import "./style/list.css";
import "./style/book.css";
import "./style/graph.css";
import "./style/editor.css";
import "./style/tryout.css";
import "./style/versions.css";
import "./style/narrow.css";
import { useConsole } from "../view/context";
import { Book } from "./Book";
import { PlaybooksProvider, playbooksOf, usePlaybooks } from "./context";
import { List } from "./List";

/** Where a brand's people decide what the assistant does. */
export function Room() {
  const console = useConsole();
  return (
    <PlaybooksProvider value={playbooksOf(console)}>
      <Inside />
    </PlaybooksProvider>
  );
}

function Inside() {
  const { route } = useConsole();
  const { rows } = usePlaybooks();
  const here = route.value;
  const id = here.page === "playbooks" ? here.id : null;
  useEffect(() => {
    if (id === null) void rows.load();
  }, [id, rows]);
  return (
    <main class="room playbooks" id="main" tabIndex={-1}>
      {id === null ? <List /> : <Book key={id} id={id} />}
    </main>
  );
}
