import { Chunk } from "../room/Chunk";

const open = () => import("./Routing").then((module) => module.RoutingPage);

/** The way to the settings of routing: their code is fetched by whoever opens them. */
export const RoutingDoor = () => <Chunk open={open} />;
