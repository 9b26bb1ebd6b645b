/**
 * Requests that come when they are due, whether or not the ones before are answered: each at a random moment of its own
 * slot of the schedule. A request is as late as its answer is after that moment, also when it had to wait to be sent.
 */
export class ScheduledLoad {
  #free;
  #request;
  #rate;
  #count;
  #random = randomNumbers();
  #startedAt = performance.now();
  #due;
  #sent = 0;
  #waiting = [];
  #latencies = [];
  #finish;

  /** @param seconds how long, if not until it is stopped */
  constructor(connections, { request, rate, seconds = Infinity }) {
    this.#free = [...connections];
    this.#request = request;
    this.#rate = rate;
    this.#count = rate * seconds;
    this.#due = this.#nextDue();
  }

  /** Resolves when every request that was sent is answered. */
  run() {
    return new Promise((resolve) => {
      this.#finish = () => resolve(summaryOf(this.#latencies));
      this.#sendDue();
    });
  }

  stop() {
    this.#count = this.#sent;
  }

  #sendDue() {
    while (this.#sent < this.#count && this.#due <= performance.now()) {
      const due = this.#due;
      const request = this.#request(this.#sent);
      this.#sent += 1;
      this.#due = this.#nextDue();
      const connection = this.#free.shift(); // each in its turn: the server ends those that stay silent
      if (connection === undefined) this.#waiting.push({ request, due });
      else this.#send(connection, { request, due });
    }
    if (this.#sent < this.#count) setTimeout(() => this.#sendDue(), 1);
    else this.#finishIfAnswered();
  }

  #send(connection, { request, due }) {
    connection.send(request, () => {
      this.#latencies.push(performance.now() - due);
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(connection);
      else this.#send(connection, next);
      this.#finishIfAnswered();
    });
  }

  #finishIfAnswered() {
    if (this.#sent >= this.#count && this.#latencies.length === this.#sent) this.#finish();
  }

  #nextDue() {
    return this.#startedAt + ((this.#sent + this.#random()) / this.#rate) * 1000;
  }
}

function summaryOf(latencies) {
  const sorted = Float64Array.from(latencies).toSorted();
  const quantile = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return { answered: sorted.length, p50: quantile(0.5), p99: quantile(0.99) };
}

/** The same numbers from 0 to 1 in every run, so that all are sent the same. */
function randomNumbers() {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
