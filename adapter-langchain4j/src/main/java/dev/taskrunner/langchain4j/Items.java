package dev.taskrunner.langchain4j;

import dev.taskrunner.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes the items of a publisher one by one. Owned by the publisher, whose signals come one after the other, so that
 * {@code items} needs no lock; the waiting thread looks at it only after the end, through {@code done}. Never blocks a signal.
 */
final class Items implements Flow.Subscriber<Object> {
    private final TaskContext context;
    private final List<Object> items = new ArrayList<>();
    private final CompletableFuture<List<Object>> done = new CompletableFuture<>();

    /** Set once, before the first item. */
    private volatile Flow.@Nullable Subscription subscription;

    private Items(TaskContext context) {
        this.context = context;
    }

    @SuppressWarnings("unchecked")
    static List<Object> await(TaskContext context, Flow.Publisher<?> publisher) throws Exception {
        Items items = new Items(context);
        Runnable forget = context.cancellation().onCancel(items::cancel);
        try {
            ((Flow.Publisher<Object>) publisher).subscribe(items);
            return items.done.get();
        } catch (InterruptedException e) {
            items.cancel();
            throw e;
        } finally {
            forget.run();
        }
    }

    private void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
        done.cancel(true);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (done.isDone()) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(Object item) {
        items.add(item);
        context.progress(String.valueOf(item));
        Flow.Subscription current = subscription;
        if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        done.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        done.complete(items);
    }
}
