package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short version of {@code taskrunner durability}, and that its tally complains when it should. */
class DurabilityTest {

    @TempDir
    private Path folder;

    @Test
    void aFewKillsLoseNothing() {
        Cli.Done done = new Cli(folder)
                .run(
                        "durability",
                        "--kills",
                        "3",
                        "--operations",
                        "600",
                        "--data",
                        folder.resolve("d").toString());
        assertThat(done.out()).as(done.err()).contains("\"kills\":3").contains("\"complaints\":[],\"ok\":true}");
        assertThat(done.code()).isZero();
    }

    @Test
    void complainsOfWhatIsLost() {
        DurabilityTally tally = new DurabilityTally();
        tally.sent.add(1);
        tally.plainSent.add(2);
        tally.plainSent.add(3);
        tally.plainInDoubt.incrementAndGet();
        tally.settle();
        assertThat(tally.isClean()).isFalse();
        assertThat(String.valueOf(tally.report(1).get("complaints")))
                .contains("message 1 was acknowledged and never came")
                .contains("2 messages that are taken for good never came, more than the 1");
    }

    @Test
    void complainsOfWhatComesTwiceWithoutSayingSo() {
        DurabilityTally tally = new DurabilityTally();
        tally.delivered(1, 1);
        tally.delivered(1, 2);
        assertThat(tally.isClean()).isTrue();
        tally.delivered(1, 2);
        tally.delivered(2, 1);
        tally.acknowledged(2);
        tally.delivered(2, 2);
        tally.received(3);
        tally.received(3);
        assertThat(String.valueOf(tally.report(0).get("complaints")))
                .contains("message 1 came twice as attempt 2")
                .contains("message 2 came again after it was acknowledged")
                .contains("message 3 came twice");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(new Cli(folder).run("durability", "--kills", "-1").code()).isEqualTo(ExitCodes.USAGE);
    }
}
