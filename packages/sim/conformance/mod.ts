export * from "./random_graph.ts";
