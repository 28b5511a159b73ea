package dev.taskrunner.tools;

import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runners of a room as the tools of any LangChain4j chatbot, in one line:
 *
 * <pre>{@code
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .toolProvider(AgentsToolProvider.of(room))
 *         .build();
 * }</pre>
 *
 * <h2>Who is offered</h2>
 *
 * Whoever is in the room when the model is asked, so also runners that join while a conversation goes on. A runner that has left is
 * offered once more, in the next turn of the conversation, with the news in its description; calling it tells the model the same.
 * Where the room cannot be reached at the moment, the tools of the last time are offered, and answer with that error.
 *
 * <h2>Names</h2>
 *
 * {@code run_} and the runner's name, made acceptable to model providers. A name never changes hands.
 *
 * <h2>Calls</h2>
 *
 * Arguments are validated here, by the schema that the model saw. A service that is itself a runner of ours calls on account of its
 * task: with its remaining time, cancellation, budget, and for whom it works. Any other calls on the room's own account, with the
 * room's default timeout. Errors reach the model as text that says what to do.
 *
 * <p>Safe for several threads and for several AI services.
 */
public final class AgentsToolProvider implements ToolProvider {
    private static final Logger LOG = LoggerFactory.getLogger(AgentsToolProvider.class);

    private final Room room;
    private final Predicate<TaskSpec> filter;
    private final @Nullable BiConsumer<String, Progress> progress;
    private final CallOrigin origin;
    private final ModelNames names = new ModelNames();
    private final Departures departures = new Departures();
    /** What was offered last, by the runner's name; replaced, never changed. */
    private volatile Map<String, Offer> offered = Map.of();

    /** A runner and its tool. */
    private record Offer(TaskSpec spec, OfferedTool tool) {}

    private AgentsToolProvider(Builder values) {
        this.room = values.room;
        this.filter = values.filter;
        this.progress = values.progress;
        this.origin = CallOrigin.of(room);
    }

    /**
     * All runners of a room.
     *
     * @param room the room; left open
     * @return the provider
     */
    public static AgentsToolProvider of(Room room) {
        return builder(room).build();
    }

    /**
     * Starts with all runners of a room.
     *
     * @param room the room; left open
     * @return a builder
     */
    public static Builder builder(Room room) {
        return new Builder(room);
    }

    /** The tools may differ between two requests of one turn. */
    @Override
    public boolean isDynamic() {
        return true;
    }

    @Override
    public ToolProviderResult provideTools(ToolProviderRequest request) {
        Map<String, Offer> now = present();
        Map<String, TaskSpec> specs = new LinkedHashMap<>();
        now.forEach((name, offer) -> specs.put(name, offer.spec()));
        ToolProviderResult.Builder result = ToolProviderResult.builder();
        now.values().forEach(offer -> result.add(offer.tool().specification(), offer.tool()));
        InvocationContext turn = request.invocationContext();
        for (TaskSpec gone : departures.toAnnounce(turn == null ? null : turn.chatMemoryId(), id(turn), specs)) {
            OfferedTool tool = offer(DepartedTool.describe(gone));
            result.add(tool.specification(), tool);
        }
        return result.build();
    }

    private static @Nullable Object id(@Nullable InvocationContext turn) {
        return turn == null ? null : turn.invocationId();
    }

    private Map<String, Offer> present() {
        List<TaskSpec> runners;
        try {
            runners = room.agents().list();
        } catch (TaskException e) {
            LOG.warn(
                    "the runners of the room cannot be listed; those of the last time are offered: {}", e.getMessage());
            return offered;
        }
        Map<String, Offer> before = offered;
        Map<String, Offer> now = new LinkedHashMap<>();
        runners.stream().filter(filter).forEach(spec -> {
            Offer known = before.get(spec.name());
            Offer offer = known != null && known.spec().equals(spec) ? known : fresh(spec);
            if (offer != null) {
                now.putIfAbsent(spec.name(), offer);
            }
        });
        offered = now;
        return now;
    }

    /** A runner that no model can be offered must not keep the others from being offered. */
    private @Nullable Offer fresh(TaskSpec spec) {
        try {
            return new Offer(spec, offer(spec));
        } catch (IllegalArgumentException e) {
            LOG.warn("runner '{}' cannot be offered to a model: {}", spec.name(), e.getMessage());
            return null;
        }
    }

    private OfferedTool offer(TaskSpec spec) {
        BiConsumer<String, Progress> listener = progress;
        CallOrigin from = listener == null ? origin : origin.hearing(report -> listener.accept(spec.name(), report));
        dev.taskrunner.Tool tool = room.agents().tool(spec);
        return new OfferedTool(from, tool, names.of(tool.name()));
    }

    /** Says which runners are offered and who hears of their progress; not for several threads. */
    public static final class Builder {
        private final Room room;
        private Predicate<TaskSpec> filter = spec -> true;
        private @Nullable BiConsumer<String, Progress> progress;

        private Builder(Room room) {
            this.room = room;
        }

        /**
         * Offers only these; may be called again to narrow further, as all filters.
         *
         * @param names the runners' names
         * @return this
         */
        public Builder agents(String... names) {
            Set<String> wanted = Set.of(names);
            return filter(spec -> wanted.contains(spec.name()));
        }

        /**
         * Offers only runners that carry a label.
         *
         * @param label the label
         * @return this
         */
        public Builder label(String label) {
            return filter(spec -> spec.labels().contains(label));
        }

        /**
         * Offers only runners that pass a test.
         *
         * @param test called each time the model is asked; must not block
         * @return this
         */
        public Builder filter(Predicate<TaskSpec> test) {
            this.filter = filter.and(test);
            return this;
        }

        /**
         * Hears how far runners are while a model waits for them.
         *
         * @param listener gets the runner's name and the report; must not block
         * @return this
         */
        public Builder progress(BiConsumer<String, Progress> listener) {
            this.progress = listener;
            return this;
        }

        /**
         * Makes the provider.
         *
         * @return the provider
         */
        public AgentsToolProvider build() {
            return new AgentsToolProvider(this);
        }
    }
}
