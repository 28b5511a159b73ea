package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.room.spi.RoomTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract suites have teeth: what breaks a rule fails the test of that rule. */
class ContractSuitesTest {
    private static Set<String> failures(Class<?> suite) {
        Set<String> failed = new TreeSet<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() && result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(test.getLegacyReportingName().replaceAll("\\(.*", ""));
                }
            }
        };
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(suite))
                                .build(),
                        listener);
        return failed;
    }

    /** A runner that checks nothing, whatever its schemas say. */
    private static final class Careless extends TaskRunner {
        private final TaskRunner runner;

        Careless(TaskRunner runner) {
            super(runner.spec());
            this.runner = runner;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input) throws Exception {
            return runner.ask(context, input);
        }

        @Override
        public void validateArguments(TaskInput input) {
            assertThat(input).isNotNull();
        }

        @Override
        public void validateResponse(TaskResult result) {
            assertThat(result).isNotNull();
        }
    }

    @InMemoryRooms
    static class CarelessRunner extends AddRunnerContractTest {
        @Override
        protected TaskRunner runner() {
            return new Careless(super.runner());
        }

        @Override
        protected Optional<TaskRunner> runnerWithWrongResult() {
            return super.runnerWithWrongResult().map(Careless::new);
        }
    }

    @InMemoryRooms
    static class StubbornRunner extends AddRunnerContractTest {
        @Override
        protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
            return Optional.of(
                    TaskRunner.of(Runners.addSpec("adder").revealErrors(true).build(), (context, input) -> {
                        throw failure;
                    }));
        }

        @Override
        protected TaskRunner runner() {
            TaskRunner real = super.runner();
            return TaskRunner.of(real.spec(), (context, input) -> {
                real.ask(context, input);
                return real.ask(context, input);
            });
        }
    }

    @Test
    @DisplayName("a runner that does not validate fails exactly the tests of validation")
    void carelessRunner() {
        assertThat(failures(CarelessRunner.class))
                .containsExactlyInAnyOrder(
                        "refusesInvalidArguments", "followsTheSchemaForOddArguments", "refusesWrongResults");
    }

    @Test
    @DisplayName("a runner that works twice and reveals its exceptions fails exactly those tests")
    void stubbornRunner() {
        assertThat(failures(StubbornRunner.class))
                .containsExactlyInAnyOrder("answers", "answersManyAtOnce", "hidesErrors");
    }

    /** Passes on to another peer; the suites below break one thing each. */
    private static class Peer implements TransportPeer {
        private final InMemoryPeer peer = new InMemoryPeer();

        @Override
        public RoomTransport transport() {
            return peer.transport();
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            peer.send(packets);
        }

        @Override
        public byte[] receive(Duration patience) throws InterruptedException {
            return peer.receive(patience);
        }

        @Override
        public void reading(boolean on) {
            peer.reading(on);
        }

        @Override
        public void close(int code, String reason) {
            peer.close(code, reason);
        }

        @Override
        public void vanish() {
            peer.vanish();
        }

        @Override
        public int awaitClose(Duration patience) throws InterruptedException {
            return peer.awaitClose(patience);
        }

        @Override
        public void close() {
            peer.close();
        }
    }

    /** A transport that passes everything on. */
    private static class Through implements RoomTransport {
        private final RoomTransport transport;

        Through(RoomTransport transport) {
            this.transport = transport;
        }

        @Override
        public void start(Listener listener) throws IOException {
            transport.start(listener);
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            transport.send(packets);
        }

        @Override
        public long queuedBytes() {
            return transport.queuedBytes();
        }

        @Override
        public void ping() {
            transport.ping();
        }

        @Override
        public void close(int code, String reason) {
            transport.close(code, reason);
        }
    }

    static class Interleaving extends RoomTransportContractTests {
        @Override
        protected TransportPeer newPeer() {
            return new Peer() {
                @Override
                public RoomTransport transport() {
                    return new Through(super.transport()) {
                        @Override
                        public void send(List<ByteBuffer> packets) throws IOException {
                            for (ByteBuffer packet : packets) {
                                super.send(List.of(packet));
                                Thread.yield();
                            }
                        }
                    };
                }
            };
        }
    }

    static class Forgetful extends RoomTransportContractTests {
        @Override
        protected TransportPeer newPeer() {
            return new Peer() {
                @Override
                public RoomTransport transport() {
                    return new Through(super.transport()) {
                        @Override
                        public void close(int code, String reason) {
                            super.close(1000, "");
                        }

                        @Override
                        public long queuedBytes() {
                            return 0;
                        }
                    };
                }
            };
        }
    }

    @Test
    @DisplayName("§13-5 a transport that sends packet by packet fails the test of interleaving")
    void interleaving() {
        assertThat(failures(Interleaving.class)).containsExactly("neverInterleaves");
    }

    @Test
    @DisplayName("a transport that forgets close codes and what is queued fails exactly those tests")
    void forgetful() {
        assertThat(failures(Forgetful.class)).containsExactlyInAnyOrder("closesProperly", "countsWhatIsQueued");
    }
}
