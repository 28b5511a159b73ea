package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.taskrunner.TaskResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the items of a publisher one at a time: each is progress, all together are the result. The publisher calls it one call
 * after another, as Flow prescribes; only the subscription is also touched by whoever cancels. Holds no thread.
 */
final class ItemCollector implements Flow.Subscriber<Object> {
    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
    private final CompletableFuture<TaskResult> result = new CompletableFuture<>();
    private final Function<Object, JsonNode> writer;
    private final Consumer<JsonNode> listener;
    private volatile Flow.@Nullable Subscription subscription;

    private ItemCollector(Function<Object, JsonNode> writer, Consumer<JsonNode> listener) {
        this.writer = writer;
        this.listener = listener;
        result.whenComplete((value, error) -> {
            if (error != null) {
                stop();
            }
        });
    }

    @SuppressWarnings("unchecked")
    static ItemCollector collect(
            Flow.Publisher<?> publisher, Function<Object, JsonNode> writer, Consumer<JsonNode> listener) {
        ItemCollector collector = new ItemCollector(writer, listener);
        ((Flow.Publisher<Object>) publisher).subscribe(collector);
        return collector;
    }

    /** The list of all items; cancelling it cancels the subscription. */
    CompletableFuture<TaskResult> result() {
        return result;
    }

    private void stop() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null) {
            given.cancel();
            return;
        }
        subscription = given;
        if (result.isDone()) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(Object item) {
        Flow.Subscription open = subscription;
        if (result.isDone() || open == null) {
            return;
        }
        try {
            JsonNode tree = writer.apply(item);
            items.add(tree);
            listener.accept(tree);
            open.request(1);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        result.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        result.complete(TaskResult.of(items));
    }
}
