import type { AnnOp } from "./ann_op.ts";
import type { RateOp } from "./rate_op.ts";
import type { TtfsOp } from "./ttfs_op.ts";

/** Every operation of every dialect. */
export type GraphOp = AnnOp | RateOp | TtfsOp;

/** The dialects: trained networks, rate-coded ones, and those that code by the first spike's time. */
export type Dialect = "ann" | "rate" | "ttfs";
