package dev.taskrunner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The harness counts and checks rightly; how fast anything is, no test says. */
@Timeout(120)
class LoadRunTest {
    private static final List<String> SUBJECTS = List.of("raw", "packets", "least-ask", "ask");

    @Test
    void everySubjectAnswersTheAsksOfEveryCell() throws Exception {
        Settings settings = Settings.of(
                List.of("sizes=200,10240", "inflight=1,4", "jvms=1", "rounds=2", "ms=60000", "warm=0", "max=5"),
                LoadRun.DEFAULTS);

        LoadResults results = new LoadRun(settings, Station::open).run();

        assertThat(SUBJECTS).allSatisfy(name -> assertThat(results.asks(name)).isEqualTo(4 * 2 * 5));
        String table = results.markdown();
        assertThat(table).contains("One JVM");
        assertThat(SUBJECTS)
                .allSatisfy(name -> assertThat(table).containsPattern("10 KB, 4 in flight \\| " + name + " \\| \\d"));
        assertThat(List.of("raw", "packets", "least-ask"))
                .allSatisfy(base -> assertThat(table).containsPattern("\\*\\*ask ÷ " + base + "\\*\\* \\| \\d"));
        assertThat(results.json(new ObjectMapper())).hasSize(4 * 2 * 4);
    }

    @Test
    void anAskOfMoreThanOnePacketIsCheckedToo() throws Exception {
        for (Subject subject : Subject.all()) {
            try (Station station = Station.open(subject, 1)) {
                assertThat(station.measure(new Cell(1 << 20, 3, 60_000, 6)).asks())
                        .isEqualTo(6);
            }
        }
    }

    @Test
    void aWrongAnswerEndsTheCell() {
        Caller wrong = new ScriptedCaller((slot, answered) -> answered.answered(new BenchmarkException("limit is 12")));

        assertThatThrownBy(() -> ClosedLoop.run(wrong, new Cell(200, 2, 60_000, 10), 60_000))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("limit is 12");
    }

    @Test
    void anAnswerThatNeverComesEndsTheCell() {
        Caller silent = new ScriptedCaller((slot, answered) -> assertThat(slot).isZero());

        assertThatThrownBy(() -> ClosedLoop.run(silent, new Cell(200, 1, 60_000, 10), 50))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("1 of 1 asks have no answer");
    }

    @Test
    void payloadsHaveTheirSizeAndMatchTheSchema() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        for (int size : List.of(200, 10_240, 1 << 20)) {
            byte[] arguments = Payload.arguments(size);
            assertThat(arguments).hasSize(size);
            assertThat(Payload.SCHEMA.validate(mapper.readTree(arguments))).isEmpty();
            assertThat(Payload.SCHEMA.validate(mapper.readTree(Payload.invalid(size))))
                    .isNotEmpty();
            assertThat(answerTo(arguments, mapper)).isEqualTo(Payload.ANSWERED);
        }
        assertThatThrownBy(() -> Payload.arguments(20)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int answerTo(byte[] arguments, ObjectMapper mapper) throws Exception {
        ByteBuffer answer = ByteBuffer.allocate(arguments.length);
        for (ByteBuffer part : Payload.increment(ByteBuffer.wrap(arguments))) {
            answer.put(part);
        }
        assertThat(Payload.isAnswer(answer.flip(), arguments.length)).isTrue();
        assertThat(Payload.isAnswer(ByteBuffer.wrap(arguments), arguments.length))
                .isFalse();
        return mapper.readTree(answer.array()).path(Payload.LIMIT).intValue();
    }

    @Test
    void linesBetweenProcessesKeepWhatTheySay() {
        Cell cell = new Cell(200, 64, 1_000, 7);
        Sample sample = new Sample(3, 12_345, 1.5, 2.5, Double.NaN);

        assertThat(Cell.parse(cell.line())).isEqualTo(cell);
        assertThat(Sample.parse(sample.line())).isEqualTo(sample);
    }

    @Test
    void settingsRefuseWhatTheyDoNotKnow() {
        assertThatThrownBy(() -> Settings.of(List.of("size=3"), LoadRun.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size=3");
        assertThat(Settings.of(List.of("rounds=7"), LoadRun.DEFAULTS).number("rounds"))
                .isEqualTo(7);
    }

    @Test
    void aSpreadShowsMedianLeastAndGreatest() {
        assertThat(Spread.of(3, 1, 2)).hasToString("2.00 [1.00–3.00]");
        assertThat(Spread.of(Double.NaN)).hasToString("–");
        assertThat(Spread.of(1, 2).median()).isEqualTo(1.5);
    }

    private record ScriptedCaller(Script script) implements Caller {
        interface Script {
            void ask(int slot, Answered answered);
        }

        @Override
        public void prepare(int size) {}

        @Override
        public void ask(int slot, Answered answered) {
            script.ask(slot, answered);
        }

        @Override
        public void close() {}
    }
}
