package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What reaches the log, at the level that it has unless somebody changes it. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class LogsTest {
    private static final String PROMPT = "the merger of Acme";
    private static final String FILE = "board minutes";

    private final ModelServer provider = new ModelServer();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            StringWriter text = new StringWriter();
            text.append(entry.getLoggerName())
                    .append(' ')
                    .append(new java.util.logging.SimpleFormatter().format(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(text, true));
            }
            logged.add(text.toString());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(handler);
    }

    @AfterEach
    void close() {
        Logger.getLogger("").removeHandler(handler);
        provider.close();
    }

    @Test
    @DisplayName("neither key nor prompt nor attachment nor what tools are told, whatever goes wrong")
    void keepsSecrets(@As("host") Room host, @As("caller") Room caller) {
        String leak = PROMPT + " " + FILE + " " + ModelServer.KEY;
        provider.calls("add", "{\"a\":\"" + PROMPT + "\"}", "fail", "{}", "oops", "{")
                .text("not JSON: " + leak)
                .text("{\"sum\":\"" + leak + "\"}")
                .text("still " + leak)
                .then(ModelAnswers.error(401, "key", leak))
                .then(ModelAnswers.error(400, "bad", leak))
                .then(ModelAnswers.error(429, "rate", leak))
                .then(ModelAnswers.error(500, "oops", leak))
                .text("fine");
        host.serve(LlmTaskRunner.builder("helper", provider.model().build())
                .toolkits(Toolkit.of("kit", Contexts.add(), Contexts.failing("fail", "because of " + PROMPT)))
                .outputSchema(
                        "{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"integer\"}},\"required\":[\"sum\"]}")
                .build());
        int failed = 0;
        for (int i = 0; i < 5; i++) {
            failed += fails(caller) ? 1 : 0;
        }
        assertThat(failed).isEqualTo(5);
        assertThat(provider.requests()).hasSizeGreaterThan(7);
        assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain(PROMPT, FILE, ModelServer.KEY));
    }

    private static boolean fails(Room caller) {
        byte[] tar = Tars.of(Tars.file("minutes.txt", FILE.getBytes(StandardCharsets.UTF_8)));
        AskOptions options = AskOptions.builder().attachment(Attachment.of(tar)).build();
        try {
            caller.agents().ask("helper", Contexts.prompt(PROMPT), options);
            return false;
        } catch (TaskException e) {
            return true;
        }
    }

    @Test
    @DisplayName("the test does hear what is logged")
    void listens() {
        Logger.getLogger("dev.taskrunner.test").log(Level.WARNING, "heard {0}", "me");
        assertThat(logged).singleElement().asString().contains("heard me");
    }
}
