import { Chunk } from "../room/Chunk";

const open = () => import("./Connections").then((module) => module.Connections);

/** The way to the connections: their code is fetched by whoever opens them. */
export const ConnectionsDoor = () => <Chunk open={open} />;
