package dev.taskrunner.chat;

import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.llm.loop.LoopLimits;
import dev.taskrunner.llm.loop.ModelLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a chatbot is made of. Immutable, as its builder is not. */
final class ChatOptions {
    private final Builder values;

    private ChatOptions(Builder values) {
        this.values = values;
    }

    Supplier<ModelLoop.Builder> loop() {
        return values.loop;
    }

    /** The rules for someone who uses that client. */
    List<String> rules(@Nullable Object client) {
        List<String> all = new ArrayList<>(values.rules);
        if (client instanceof String name) {
            all.addAll(values.clientRules.getOrDefault(name, List.of()));
        }
        return all;
    }

    @Nullable
    String greeting() {
        return values.greeting;
    }

    String title() {
        return values.title;
    }

    List<Toolkit> toolkits() {
        return values.toolkits;
    }

    List<RequiredToolkit> required() {
        return values.required;
    }

    boolean allows(String model) {
        return values.models.contains(model);
    }

    ThreadHistory history() {
        return values.history;
    }

    TurnTaking turns() {
        return values.turns;
    }

    LoopLimits limits() {
        return values.limits;
    }

    Duration answerTimeout() {
        return values.answerTimeout;
    }

    MediaContents media() {
        return values.media;
    }

    int maxLines() {
        return values.maxLines;
    }

    int maxWaiting() {
        return values.maxWaiting;
    }

    int maxAnswersAtOnce() {
        return values.maxAnswersAtOnce;
    }

    static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is at least 1, not " + value);
        }
        return value;
    }

    static Duration positive(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + value);
        }
        return value;
    }

    /** Filled by the public builder. */
    static final class Builder {
        private final Supplier<ModelLoop.Builder> loop;
        final List<String> rules = new ArrayList<>();
        final Set<String> models = new LinkedHashSet<>();
        private final Map<String, List<String>> clientRules = new LinkedHashMap<>();
        private final List<Toolkit> toolkits = new ArrayList<>();
        private final List<RequiredToolkit> required = new ArrayList<>();

        @Nullable
        String greeting;

        String title = "How can I help you?";
        ThreadHistory history = ThreadHistory.inMemory();
        TurnTaking turns = TurnTaking.byNames();
        LoopLimits limits = LoopLimits.DEFAULT;
        Duration answerTimeout = Duration.ofMinutes(5);
        MediaContents media = MediaContents.standard();
        int maxLines = 100;
        int maxWaiting = 16;
        int maxAnswersAtOnce = 32;

        Builder(Supplier<ModelLoop.Builder> loop) {
            this.loop = loop;
        }

        void addClientRule(String client, String rule) {
            clientRules.computeIfAbsent(client, key -> new ArrayList<>()).add(rule);
        }

        void addToolkits(Toolkit... more) {
            toolkits.addAll(List.of(more));
        }

        void addRequired(RequiredToolkit... more) {
            required.addAll(List.of(more));
        }

        ChatOptions build() {
            Builder copy = new Builder(loop);
            copy.rules.addAll(rules);
            copy.models.addAll(models);
            clientRules.forEach((client, list) -> copy.clientRules.put(client, List.copyOf(list)));
            copy.toolkits.addAll(toolkits);
            copy.required.addAll(required);
            copy.greeting = greeting;
            copy.title = title;
            copy.history = history;
            copy.turns = turns;
            copy.limits = limits;
            copy.answerTimeout = answerTimeout;
            copy.media = media;
            copy.maxLines = maxLines;
            copy.maxWaiting = maxWaiting;
            copy.maxAnswersAtOnce = maxAnswersAtOnce;
            return new ChatOptions(copy);
        }
    }
}
