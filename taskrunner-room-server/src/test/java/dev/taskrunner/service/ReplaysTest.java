package dev.taskrunner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.protocol.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplaysTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Replays replays = new Replays(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private boolean accept(Duration age, String id) {
        return replays.accept(new WebhookSignature(age == null ? null : now.minus(age), id));
    }

    @Test
    @DisplayName("Five minutes to either side, and each id once")
    void window() {
        assertThat(accept(Duration.ofMinutes(5), "a")).isTrue();
        assertThat(accept(Duration.ofMinutes(-5), "b")).isTrue();
        assertThat(accept(Duration.ofSeconds(301), "c")).isFalse();
        assertThat(accept(Duration.ofSeconds(-301), "d")).isFalse();
        assertThat(accept(Duration.ZERO, "a")).isFalse();
    }

    @Test
    @DisplayName("One made in the future cannot be used again as long as it is fresh")
    void future() {
        WebhookSignature early = new WebhookSignature(now.plusSeconds(299), "x");
        assertThat(replays.accept(early)).isTrue();
        for (int minute = 0; minute < 20; minute++) {
            assertThat(replays.accept(early)).as("after %d minutes", minute).isFalse();
            now = now.plusSeconds(60);
        }
    }

    @Test
    @DisplayName("Classic signatures, which say nothing, are taken any number of times")
    void classic() {
        assertThat(accept(null, null)).isTrue();
        assertThat(accept(null, null)).isTrue();
        assertThat(accept(Duration.ZERO, null)).isTrue();
        assertThat(accept(Duration.ZERO, null)).isTrue();
    }

    @Test
    @DisplayName("What is remembered is bounded: when it is full, more are refused until some are too old")
    void bounded() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(accept(Duration.ZERO, "id" + i)).isTrue();
        }
        assertThat(accept(Duration.ZERO, "one more")).isFalse();
        now = now.plus(Duration.ofMinutes(11));
        assertThat(accept(Duration.ZERO, "one more")).isTrue();
    }
}
