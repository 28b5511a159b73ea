package dev.taskrunner.tools;

import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;

/**
 * The toolkit {@code agents} by hand: the room's runners as tools (classic protocol §10.6).
 *
 * <p>Runners of ours need none of this: {@code requires(RequiredToolkit.of("agents", "translator"))} is resolved for each ask.
 * This class is for code of another kind that takes a {@link Toolkit}.
 */
public final class AgentsToolkit {
    private AgentsToolkit() {}

    /**
     * The runners that are in the room now, as a toolkit.
     *
     * @param room the room; calls outside of any task ask on its account, calls within a task of this room on the task's
     * @param names the runners; none named means all
     * @return a toolkit named {@code agents} with a tool {@code run_<name>} for each runner; safe for several threads
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} naming those that are not in the room
     */
    public static Toolkit of(Room room, String... names) {
        return room.agents().toolkit(names);
    }

    /**
     * The same for a task: its runner's own connection asks.
     *
     * @param room the room
     * @param context the task, or tool call, that the tools are for
     * @param names the runners; none named means all
     * @return a toolkit named {@code agents}
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} naming those that are not in the room
     */
    public static Toolkit of(Room room, CallContext context, String... names) {
        return room.agents().within(context).toolkit(names);
    }
}
