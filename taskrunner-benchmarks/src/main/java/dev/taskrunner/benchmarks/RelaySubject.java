package dev.taskrunner.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A base: a bare relay between two Java-WebSocket clients. All work is done on their reader threads, without a hand-over. */
final class RelaySubject implements Subject {
    private final String name;
    private final boolean packets;
    private final RelayWork work;

    RelaySubject(String name, boolean packets, RelayWork work) {
        this.name = name;
        this.packets = packets;
        this.work = work;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Server startServer() {
        Relay relay = Relay.start(packets);
        URI uri = URI.create("ws://127.0.0.1:" + relay.port());
        return new Server(new Endpoint(uri, Endpoint.NO_TOKEN, Endpoint.NO_TOKEN), relay);
    }

    @Override
    public Running startRunner(Endpoint endpoint) {
        RelayClient client =
                RelayClient.connect(endpoint.uri().resolve(Relay.RUNNER), packets, (from, id, question) -> {
                    try {
                        from.send(id, work.answer(question));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return client::close;
    }

    @Override
    public Caller startCaller(Endpoint endpoint) {
        return new RelayCaller(endpoint.uri().resolve(Relay.CALLER));
    }

    private final class RelayCaller implements Caller {
        private final AtomicReferenceArray<@Nullable Answered> waiting = new AtomicReferenceArray<>(MAX_INFLIGHT);
        private final RelayClient client;
        private volatile int size;
        private volatile Supplier<ByteBuffer> questions = () -> ByteBuffer.allocate(0);

        RelayCaller(URI uri) {
            client = RelayClient.connect(uri, packets, (from, id, answer) -> take(id, answer));
        }

        @Override
        public void prepare(int bytes) {
            size = bytes;
            try {
                questions = work.questions(Payload.arguments(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void ask(int slot, Answered answered) {
            waiting.set(slot, answered);
            client.send(slot, questions.get());
        }

        private void take(long slot, ByteBuffer answer) {
            Answered answered = waiting.getAndSet((int) slot, null);
            if (answered == null) {
                throw new IllegalStateException("an answer came that nobody waits for");
            }
            answered.answered(problem(answer));
        }

        private @Nullable Throwable problem(ByteBuffer answer) {
            try {
                return work.isRight(answer, size) ? null : new BenchmarkException("wrong answer from " + name);
            } catch (IOException e) {
                return e;
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
