package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.testing.Transcript.Direction;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoiYWxpY2UifQ.8M08c2rs3ykyjgNCVdcObd3GpjYq-mcHn";

    @Test
    void hidesTokensWhereverTheyStand() {
        assertThat(Transcript.redact("{\"token\":\"abc\",\"x\":1}")).isEqualTo("{\"token\":\"<hidden>\",\"x\":1}");
        assertThat(Transcript.redact("{\"jwt\" : \"a\\\"b\"}")).doesNotContain("a\\\"b");
        assertThat(Transcript.redact("{\"any\":\"" + JWT + "\"}")).isEqualTo("{\"any\":\"<hidden>\"}");
        assertThat(Transcript.redact("ws://h/rooms/x?token=" + JWT + "&v=1"))
                .isEqualTo("ws://h/rooms/x?token=<hidden>&v=1");
        assertThat(Transcript.redact("key ma-ABEiM0RVZneImaq7zN3u_w-s3cr3t")).isEqualTo("key <hidden>");
    }

    @Test
    void shortensAfterHiding() {
        String text = "x".repeat(Transcript.MAX_TEXT - 20) + JWT;
        assertThat(Transcript.redact(text)).doesNotContain("eyJ").hasSizeLessThanOrEqualTo(Transcript.MAX_TEXT + 3);
        assertThat(Transcript.redact("y".repeat(10_000))).hasSize(Transcript.MAX_TEXT + 3);
    }

    @Test
    void keepsTheLatestLinesOnly() {
        Transcript transcript = new Transcript();
        for (int i = 0; i < Transcript.MAX_ENTRIES + 10; i++) {
            transcript.add("alice", Direction.SENT, "type", i, "");
        }
        assertThat(transcript.entries())
                .hasSize(Transcript.MAX_ENTRIES)
                .first()
                .extracting(Transcript.Entry::id)
                .isEqualTo(10L);
        assertThat(transcript.toString())
                .startsWith("(10 earlier lines dropped)")
                .contains("alice", "-> type#11");
        transcript.clear();
        assertThat(transcript.toString()).isEmpty();
    }
}
