package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskResult;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ScriptedChatModel;
import dev.taskrunner.tools.Runners;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A chatbot with many threads at once, with rights, with teams behind it, and when it ends. */
@ExtendWith(RoomExtension.class)
@Timeout(90)
class ChatLoadTest {
    private static final String PATH = "a.thread";

    /** Answers with the latest line, and remembers how many asked at once. */
    private static final class Echo implements ChatModel {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public ChatResponse doChat(ChatRequest request) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            List<ChatMessage> messages = request.messages();
            String last = ((UserMessage) messages.get(messages.size() - 1)).singleText();
            now.decrementAndGet();
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from("echo " + last.substring(last.lastIndexOf(": ") + 2)))
                    .build();
        }
    }

    @Test
    @DisplayName("many threads of many people: every message is answered, in the order of its thread")
    void manyThreads(RoomFixture rooms, @As("host") Room host) {
        Echo model = new Echo();
        int people = 8;
        int lines = 5;
        try (ChatBot bot = ChatBot.builder("chatbot", model).maxAnswersAtOnce(4).join(host)) {
            List<Person> all = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                all.add(new Person(rooms.room("person-" + i), bot.name()));
            }
            for (int line = 0; line < lines; line++) {
                for (int i = 0; i < people; i++) {
                    all.get(i).say("thread-" + i, "line " + line);
                }
            }
            for (Person one : all) {
                for (int line = 0; line < lines; line++) {
                    assertThat(one.hear()).isEqualTo("echo line " + line);
                }
            }
        }
        assertThat(model.most.get()).isBetween(1, 4);
    }

    @Test
    @DisplayName("leaving stops the answers that are being made, and the runners behind them")
    void leaves(@As("slow") Room slow, @As("host") Room host, @As("alice") Room room) throws Exception {
        Gate gate = new Gate();
        slow.serve(Runners.waiting("slow", gate));
        ScriptedChatModel model = new ScriptedChatModel().toolCall("run_slow", "{\"text\":\"x\"}");
        ChatBot bot = ChatBot.builder("chatbot", model)
                .requires(RequiredToolkit.of("agents"))
                .join(host);
        Person alice = new Person(room, "chatbot");
        alice.say(PATH, "go");
        assertThat(gate.awaitArrivals(1)).isTrue();
        bot.close();
        assertThat(gate.awaitInterrupts(1)).isTrue();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!room.messaging().participants().isEmpty()) {
            assertThat(System.nanoTime()).as("the chatbot is still there").isLessThan(end);
        }
    }

    @Test
    @DisplayName(
            "a chatbot lends its users no rights: a toolkit that they may not use is denied, in words for the model")
    void lendsNoRights(RoomFixture rooms, @As("tools") Room tools, @As("host") Room host, @As("boss") Room boss) {
        tools.toolkits()
                .register(
                        dev.taskrunner.Toolkit.of(
                                "vault",
                                dev.taskrunner.Tool.of(
                                        "open_vault",
                                        "Opens the vault",
                                        dev.taskrunner.schema.JsonSchema.noArguments(),
                                        (context, input) -> TaskResult.of("gold"))),
                        true);
        ScriptedChatModel model = new ScriptedChatModel()
                .toolCall("open_vault", "{}")
                .text("one")
                .toolCall("open_vault", "{}")
                .text("two");
        ParticipantToken token = ParticipantToken.builder("guest")
                .room(rooms.roomName())
                .grant("api", Map.of("agents", Map.of("allowed_toolkits", List.of()), "messaging", Map.of()))
                .build();
        try (ChatBot bot = ChatBot.builder("chatbot", model)
                        .requires(RequiredToolkit.of("vault"))
                        .join(host);
                Room room = Room.connect(rooms.uri(), rooms.server().token(token))) {
            assertThat(new Person(boss, bot.name()).ask("boss.thread", "open")).isEqualTo("one");
            assertThat(new Person(room, bot.name()).ask("guest.thread", "open")).isEqualTo("two");
        }
        assertThat(toolResult(model, 1)).isEqualTo("gold");
        assertThat(toolResult(model, 3)).contains("denied").doesNotContain("gold");
    }

    private static String toolResult(ScriptedChatModel model, int request) {
        return model.requests().get(request).messages().stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .reduce("", (first, second) -> second);
    }

    @Test
    @DisplayName("a team: chatbot, LLM runner, worker; progress of the worker reaches who listens, with its chain")
    void team(@As("worker") Room worker, @As("planner") Room planner, @As("host") Room host, @As("alice") Room room) {
        worker.serve(Runners.of("worker", (context, input) -> {
            context.progress("working for " + context.principal().name());
            return TaskResult.of(String.join(" -> ", context.delegation().chain()));
        }));
        ScriptedChatModel planning = new ScriptedChatModel()
                .toolCall("run_worker", "{\"text\":\"x\"}")
                .text("planned");
        planner.serve(LlmTaskRunner.builder("planner", planning)
                .requires(RequiredToolkit.of("agents", "worker"))
                .build());
        ScriptedChatModel chatting = new ScriptedChatModel()
                .toolCall("run_planner", "{\"prompt\":\"plan\"}")
                .text("done");
        try (ChatBot bot = ChatBot.builder("chatbot", chatting)
                .requires(RequiredToolkit.of("agents", "planner"))
                .join(host)) {
            Person alice = new Person(room, bot.name());
            alice.say(PATH, "plan my day", "stream", true);
            Map<String, Object> report = alice.await("chat.progress");
            while (!String.valueOf(report.get("text")).startsWith("working")) {
                report = alice.await("chat.progress");
            }
            assertThat(report)
                    .containsEntry("text", "working for alice")
                    .containsEntry("chain", List.of("planner", "worker"));
            assertThat(alice.hear()).isEqualTo("done");
        }
        assertThat(toolResult(planning, 1)).isEqualTo("planner -> worker");
    }

    @Test
    @DisplayName("settings that make no sense are refused at once")
    void refusesNonsense() {
        ChatBot.Builder builder = ChatBot.builder("chatbot", new ScriptedChatModel());
        for (Runnable wrong : List.<Runnable>of(
                () -> builder.maxLines(0),
                () -> builder.maxWaiting(0),
                () -> builder.maxAnswersAtOnce(-1),
                () -> builder.answerTimeout(java.time.Duration.ZERO))) {
            try {
                wrong.run();
                throw new AssertionError("taken");
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
