package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short version of {@code taskrunner durability --large}, and that its report complains when it should. */
class DurabilityExtremesTest {

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "A file larger than the client's heap, a long queue, many files, full and read-only disks: all is well")
    void allIsWell() throws Exception {
        String line =
                "durability --large --bytes 100000001 --messages 20000 --files 1000 --data " + folder.resolve("d");
        Cli.Done done = new Cli(folder).run(line.split(" "));
        assertThat(done.code()).as(done.out() + done.err()).isZero();
        JsonNode report = Json.read(done.out());
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("complaints")).isEmpty();
        assertThat(report.path("file_bytes").asLong()).isEqualTo(100_000_001);
        assertThat(report.path("client_heap_mb").asLong() << 20).isLessThan(100_000_001);
        for (String step : "upload download send write_files restart list_files read_files receive".split(" ")) {
            assertThat(report.has(step + "_ms")).as(step).isTrue();
        }
        assertThat(report.path("disks").asText()).isIn("tested", "left out: no file systems can be mounted here");
    }

    @Test
    @DisplayName("A complaint makes the report one of failure")
    void complains() throws Exception {
        ExtremeReport report = new ExtremeReport();
        report.check(true, "not this");
        assertThat(report.isClean()).isTrue();
        ExtremeThreads.run(2, report, lane -> {
            throw new IllegalStateException("lane " + lane);
        });
        report.highest("peak", 3);
        report.highest("peak", 2);
        assertThat(report.isClean()).isFalse();
        assertThat(report.all()).containsEntry("ok", false).containsEntry("peak", 3L);
        assertThat(String.valueOf(report.all().get("complaints"))).contains("lane 0", "lane 1");
    }

    @Test
    @DisplayName("A client that ends before it has taken the file is a complaint, and not the end of the report")
    void uploadThatBreaksOff() throws Exception {
        ExtremeReport report = new ExtremeReport();
        Map<String, String> nobody = Map.of(
                "MESHAGENT_API_URL", "ws://127.0.0.1:1", "MESHAGENT_ROOM", "r", "MESHAGENT_SECRET", "s".repeat(32));
        new ExtremeFile(report, nobody, folder.resolve("client.log"), 64 << 20).run();
        assertThat(String.valueOf(report.all().get("complaints")))
                .contains("the upload broke off (", "the upload failed", "the file is damaged or ends within");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bytes 0", "--messages -1", "--files 0"})
    void refusesWrongUsage(String options) {
        Cli.Done done = new Cli(folder).run(("durability --large " + options).split(" "));
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).contains("must be positive");
    }
}
