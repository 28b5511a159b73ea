package dev.taskrunner.langchain4j.bridge;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.Result;
import dev.taskrunner.TaskResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model says about its answer, as {@link TaskResult#metadata()}: {@code token_usage} ({@code input}, {@code output},
 * {@code total}), {@code finish_reason} (lower case), {@code model}, {@code sources} (a list of {@code text} and
 * {@code metadata}). What is not known is left out.
 */
public final class ResponseMetadata {
    /** The tokens that were used, over all calls of the model. */
    public static final String TOKEN_USAGE = "token_usage";
    /** Why the model stopped. */
    public static final String FINISH_REASON = "finish_reason";
    /** The model that answered. */
    public static final String MODEL = "model";
    /** What was looked up for the answer. */
    public static final String SOURCES = "sources";

    private static final int MAX_SOURCES = 50;
    private static final int MAX_TEXT = 10_000;

    private ResponseMetadata() {}

    /**
     * Adds what a result of an AI service says.
     *
     * @param answer the answer
     * @param result where it came from
     * @return a changed copy
     */
    public static TaskResult add(TaskResult answer, Result<?> result) {
        TaskResult more = addUsage(answer, result.tokenUsage(), result.finishReason());
        more = addSources(more, result.sources());
        ChatResponse last = result.finalResponse();
        return last == null ? more : addModel(more, last.modelName());
    }

    /**
     * Adds what a model's response says.
     *
     * @param answer the answer
     * @param response where it came from
     * @return a changed copy
     */
    public static TaskResult add(TaskResult answer, ChatResponse response) {
        TaskResult more = addUsage(answer, response.tokenUsage(), response.finishReason());
        return addModel(more, response.modelName());
    }

    /**
     * Adds tokens and the reason to stop.
     *
     * @param answer the answer
     * @param usage the tokens; null if not known
     * @param reason why the model stopped; null if not known
     * @return a changed copy
     */
    public static TaskResult addUsage(TaskResult answer, @Nullable TokenUsage usage, @Nullable FinishReason reason) {
        TaskResult more = answer;
        if (usage != null) {
            Map<String, Object> counts = new LinkedHashMap<>();
            put(counts, "input", usage.inputTokenCount());
            put(counts, "output", usage.outputTokenCount());
            put(counts, "total", usage.totalTokenCount());
            more = counts.isEmpty() ? more : more.withMetadata(TOKEN_USAGE, counts);
        }
        return reason == null
                ? more
                : more.withMetadata(FINISH_REASON, reason.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Adds what was looked up: at most 50 sources of at most 10,000 characters each.
     *
     * @param answer the answer
     * @param sources the sources; null if not known
     * @return a changed copy
     */
    public static TaskResult addSources(TaskResult answer, @Nullable List<Content> sources) {
        if (sources == null || sources.isEmpty()) {
            return answer;
        }
        List<Map<String, Object>> described = new ArrayList<>();
        for (Content source : sources.subList(0, Math.min(MAX_SOURCES, sources.size()))) {
            String text = source.textSegment().text();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("text", text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
            Map<String, Object> plain = new LinkedHashMap<>();
            source.textSegment().metadata().toMap().forEach((key, value) -> plain.put(key, plain(value)));
            one.put("metadata", plain);
            described.add(one);
        }
        return answer.withMetadata(SOURCES, described);
    }

    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    private static TaskResult addModel(TaskResult answer, @Nullable String model) {
        return model == null ? answer : answer.withMetadata(MODEL, model);
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
