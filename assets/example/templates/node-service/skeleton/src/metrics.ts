import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Answer } from './app.js';

/** What Prometheus reads: requests by route and status, how long they took, and the process itself. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly count = new Counter({
    name: 'http_requests_total', help: 'Answered requests', labelNames: ['route', 'status'], registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'http_request_duration_seconds', help: 'Time to answer', labelNames: ['route'], registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Begins to measure a request. What is given back ends it. */
  begin(): (route: string, status: number) => void {
    const stop = this.seconds.startTimer();
    return (route, status) => {
      stop({ route });
      this.count.inc({ route, status });
    };
  }

  async answer(): Promise<Answer> {
    return { status: 200, type: this.registry.contentType, body: await this.registry.metrics() };
  }
}
