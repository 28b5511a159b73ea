package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private final ScriptedChatModel model = new ScriptedChatModel();
    private final List<Object> ids = new CopyOnWriteArrayList<>();

    interface Chat {
        String chat(@MemoryId String who, @UserMessage String said);
    }

    interface AnyId {
        String chat(@MemoryId Object who, @UserMessage String said);
    }

    interface UuidId {
        String chat(@MemoryId UUID who, @UserMessage String said);
    }

    interface LongId {
        String chat(@MemoryId long who, @UserMessage String said);
    }

    interface IntId {
        String chat(@MemoryId int who, @UserMessage String said);
    }

    private <T> LangChain4jTaskRunner runner(Class<T> type) {
        T service = AiServices.builder(type)
                .chatModel(model)
                .chatMemoryProvider(id -> {
                    ids.add(id);
                    return MessageWindowChatMemory.withMaxMessages(10);
                })
                .build();
        return LangChain4jTaskRunner.of("chat", service);
    }

    private void ask(LangChain4jTaskRunner runner, TaskContext context, Map<String, ?> arguments) {
        model.text("answer");
        Asking.ask(runner, context, arguments);
    }

    private static TaskContext alice() {
        return Asking.context(Asking.from("alice"));
    }

    @Test
    void theIdIsNoArgument() {
        assertThat(Asking.names(runner(Chat.class))).isEqualTo(Set.of("said"));
    }

    @Test
    void everyCallerHasAMemoryOfItsOwnInEveryRoom() {
        LangChain4jTaskRunner runner = runner(Chat.class);
        Participant bob = new Participant("b", "bob", "user", Map.of());
        ask(runner, alice(), Map.of("said", "hi"));
        ask(runner, Asking.context(Asking.from("bob")), Map.of("said", "hi"));
        ask(runner, Asking.context(Asking.from("alice").onBehalfOf(bob)), Map.of("said", "hi"));
        ask(runner, Asking.context(Asking.from("alice").room("other")), Map.of("said", "hi"));
        assertThat(ids).as("memories").hasSize(4).doesNotHaveDuplicates();
        ask(runner, alice(), Map.of("said", "again"));
        assertThat(ids).as("memories").hasSize(4);
        assertThat(model.requests().get(4).messages()).hasSize(3);
    }

    @Test
    void idsOfOtherTypesAreMadeOfTheSame() {
        for (Class<?> type : List.of(AnyId.class, UuidId.class, LongId.class, IntId.class)) {
            ids.clear();
            LangChain4jTaskRunner runner = runner(type);
            ask(runner, alice(), Map.of("said", "hi"));
            ask(runner, Asking.context(Asking.from("bob")), Map.of("said", "hi"));
            ask(runner, alice(), Map.of("said", "hi"));
            assertThat(ids).as(type.getSimpleName()).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void numbersOfManyCallersStayApart() {
        MemoryIds numbers = new MemoryIds(int.class);
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(numbers.of("caller " + i)))
                    .as("a number of its own")
                    .isTrue();
        }
        assertThat(seen).contains(numbers.of("caller 5"));
        assertThatThrownBy(() -> numbers.of("one more")).isInstanceOf(TaskException.class);
    }

    @Test
    void idsOfOddTypesAreRefusedAtOnce() {
        assertThatThrownBy(() -> new MemoryIds(java.time.Instant.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@MemoryId");
    }

    @Test
    void theRunnerMayChooseTheMemory() {
        LangChain4jTaskRunner runner = runner(Chat.class).memory(context -> "everybody");
        ask(runner, alice(), Map.of("said", "hi"));
        ask(runner, Asking.context(Asking.from("bob")), Map.of("said", "hi"));
        assertThat(ids).isEqualTo(List.of("everybody"));
    }

    @Test
    void theCallerMayChooseTheMemoryWhereTheSchemaSaysSo() {
        LangChain4jTaskRunner runner = runner(Chat.class).memoryFromArguments();
        assertThat(Asking.names(runner)).isEqualTo(Set.of("who", "said"));
        ask(runner, alice(), Map.of("said", "hi", "who", "thread-1"));
        ask(runner, Asking.context(Asking.from("bob")), Map.of("said", "hi", "who", "thread-1"));
        assertThat(ids).isEqualTo(List.of("thread-1"));
    }

    interface Forgetful {
        String chat(String said);
    }

    @Test
    void whoHasNoMemoryCannotChooseOne() {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("chat", AiServices.create(Forgetful.class, model));
        assertThatThrownBy(runner::memoryFromArguments).hasMessageContaining("@MemoryId");
    }
}
