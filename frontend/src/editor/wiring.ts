/** Intelligent scissors: asks for the ways from the last anchor and leads the line along them. */

import type { ImagePoint } from "../geometry/points";
import { wireTo } from "../masks/livewire";
import type { LiveWire } from "../masks/livewire";
import { clampVertex } from "../masks/simple";
import type { Vertex } from "../masks/types";
import type { Tracer } from "../pixels/tracer";
import type { Core } from "./core";
import type { Trace } from "./tools/scissors";

export class Wiring {
  private tracer: Tracer | null = null;
  private wire: LiveWire | null = null;
  private seed: Vertex | null = null;
  private question = 0;

  /** @param onReady the ways that were asked for are there. */
  constructor(
    private readonly core: Core,
    private readonly onReady: () => void,
  ) {}

  setTracer(tracer: Tracer | null): void {
    this.tracer = tracer;
    this.anchor(this.seed);
  }

  /** Goes on from an anchor; null: from none. */
  anchor(seed: Vertex | null): void {
    // Beside the picture there are no edges: the ways go on from its border.
    this.seed = seed === null ? null : clampVertex(seed, this.core.state.sizeHw);
    this.wire = null;
    this.question += 1;
    if (seed === null || this.tracer === null) this.tell("idle");
    else void this.ask(this.tracer, this.seed!);
  }

  /** How to get somewhere from the last anchor; undefined while that is being found out. */
  get trace(): Trace | undefined {
    const { wire } = this;
    if (wire !== null) return (to) => wireTo(wire, to);
    return this.core.state.wireStatus === "tracing" ? undefined : straightTo;
  }

  private async ask(tracer: Tracer, seed: Vertex): Promise<void> {
    const { question } = this;
    this.tell("tracing");
    try {
      const wire = await tracer.from(seed);
      if (question !== this.question) return;
      this.wire = wire;
      this.tell("ready");
    } catch {
      if (question !== this.question) return;
      // Straight lines still work; the page says that edges do not.
      this.tell("failed");
    }
    this.onReady();
  }

  private tell(wireStatus: Core["state"]["wireStatus"]): void {
    if (this.core.state.wireStatus !== wireStatus) this.core.set({ wireStatus });
  }
}

const straightTo: Trace = ({ x, y }: ImagePoint) => [[x, y]];
