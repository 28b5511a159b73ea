package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Turns what the user's code gives back into the answer: now, later or bit by bit. Immutable; safe for several threads. */
final class Outputs {
    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final Kind kind;
    private final @Nullable JsonSchema schema;

    /** What becomes of a value. */
    private enum Kind {
        NOTHING,
        READY_MADE,
        JSON
    }

    private Outputs(ObjectMapper mapper, JavaType type, Kind kind, @Nullable JsonSchema schema) {
        this.mapper = mapper;
        this.writer = mapper.writerFor(type);
        this.kind = kind;
        this.schema = schema;
    }

    static Outputs of(ObjectMapper mapper, Schemas schemas, JavaType declared, TypeUse use) {
        refuseForeign(declared);
        JavaType stage = declared.findSuperType(CompletionStage.class);
        JavaType publisher = declared.findSuperType(Flow.Publisher.class);
        JavaType type = stage != null
                ? stage.containedTypeOrUnknown(0)
                : publisher != null ? publisher.containedTypeOrUnknown(0) : declared;
        TypeUse inner = type == declared ? use : use.argument(0);
        if (type.hasRawClass(void.class) || type.hasRawClass(Void.class)) {
            return new Outputs(mapper, type, Kind.NOTHING, null);
        }
        if (type.hasRawClass(TaskResult.class) || type.isTypeOrSubTypeOf(Content.class)) {
            return new Outputs(mapper, type, Kind.READY_MADE, null);
        }
        JavaType result = publisher != null && stage == null
                ? mapper.getTypeFactory().constructCollectionType(java.util.List.class, type)
                : type;
        boolean isAnything = type.hasRawClass(Object.class) || type.isTypeOrSubTypeOf(JsonNode.class);
        JsonSchema schema =
                isAnything && publisher == null ? null : schemas.output(result, result == type ? inner : TypeUse.NONE);
        return new Outputs(mapper, type, Kind.JSON, schema);
    }

    private static void refuseForeign(JavaType type) {
        String name = type.getRawClass().getName();
        boolean isFuture =
                Future.class.isAssignableFrom(type.getRawClass()) && !type.isTypeOrSubTypeOf(CompletionStage.class);
        if (isFuture
                || name.startsWith("org.reactivestreams.")
                || name.startsWith("reactor.")
                || name.startsWith("io.reactivex.")) {
            throw new UnsupportedTypeException(
                    type.toCanonical() + " cannot be awaited here; return a CompletionStage or a Flow.Publisher");
        }
    }

    @Nullable
    JsonSchema schema() {
        return schema;
    }

    CompletionStage<TaskResult> complete(TaskContext context, @Nullable Object value) {
        if (value instanceof CompletionStage<?> stage) {
            CompletableFuture<TaskResult> answer = new CompletableFuture<>();
            stage.whenComplete((result, error) -> settle(answer, result, error));
            answer.whenComplete((result, error) -> {
                if (answer.isCancelled()) {
                    cancel(stage);
                }
            });
            return answer;
        }
        if (value instanceof Flow.Publisher<?> publisher) {
            return ItemCollector.collect(
                            publisher, this::tree, item -> context.progress(new Progress(null, null, item)))
                    .result();
        }
        return CompletableFuture.completedFuture(result(value));
    }

    private void settle(CompletableFuture<TaskResult> answer, @Nullable Object result, @Nullable Throwable error) {
        if (error != null) {
            answer.completeExceptionally(error);
            return;
        }
        try {
            answer.complete(result(result));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        if (stage instanceof Future<?> future) {
            future.cancel(true);
        } else {
            stage.toCompletableFuture().cancel(true);
        }
    }

    private TaskResult result(@Nullable Object value) {
        if (kind == Kind.NOTHING || value == null) {
            return TaskResult.empty();
        }
        if (kind == Kind.READY_MADE || value instanceof String) {
            return TaskResult.of(value);
        }
        JsonNode tree = tree(value);
        return tree.isNull() ? TaskResult.empty() : TaskResult.of(tree);
    }

    private JsonNode tree(Object value) {
        try (TokenBuffer buffer = new TokenBuffer(mapper, false)) {
            writer.writeValue(buffer, value);
            return Trees.plain(mapper.readTree(buffer.asParser()));
        } catch (IOException | StackOverflowError e) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the result cannot be written as JSON", e);
        }
    }
}
