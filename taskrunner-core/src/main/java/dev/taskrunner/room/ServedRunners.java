package dev.taskrunner.room;

import dev.taskrunner.Registration;
import dev.taskrunner.TaskRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runners that a room serves: the first of the participant's own name on its own connection, every other on a further one.
 *
 * <p>{@code places} is the lock and guards itself; nothing is called under it.
 */
final class ServedRunners {
    /** Where one runner is, or is about to be, served. */
    private static final class Place {
        private final TaskRunner runner;
        private final String name;
        private final boolean own;
        private volatile @Nullable TaskRunnerHost host;

        Place(TaskRunner runner, String name, boolean own) {
            this.runner = runner;
            this.name = name;
            this.own = own;
        }
    }

    private final RoomServices primary;
    private final Supplier<String> ownName;
    private final List<Place> places = new ArrayList<>();

    ServedRunners(RoomServices primary, Supplier<String> ownName) {
        this.primary = primary;
        this.ownName = ownName;
    }

    Registration serve(TaskRunner runner) {
        String wanted = runner.spec().name();
        Place place = reserve(runner, wanted.isEmpty() ? ownName.get() : wanted);
        RoomServices on = primary;
        try {
            on = place.own ? primary : further(place.name);
            RoomServices services = on;
            TaskRunnerHost host = new TaskRunnerHost(services, runner, place.name, () -> release(place, services));
            place.host = host;
            new RequirementInstaller(services).install(runner.spec().requires());
            host.start();
            return host;
        } catch (RuntimeException e) {
            release(place, on);
            throw e;
        }
    }

    private Place reserve(TaskRunner runner, String name) {
        synchronized (places) {
            boolean own = name.equals(ownName.get());
            for (Place other : places) {
                if (other.runner == runner && other.name.equals(name)) {
                    throw new IllegalStateException("agent is already started: '" + name + "' is served in this room");
                }
                own &= !other.own;
            }
            Place place = new Place(runner, name, own);
            places.add(place);
            return place;
        }
    }

    private RoomServices further(String name) {
        RoomLink link = primary.link();
        RoomServices services = new RoomServices(
                new RoomLink(link.options(), link.executor(), link.control(), () -> FurtherTokens.token(link, name)));
        services.link().connect();
        return services;
    }

    private void release(Place place, RoomServices on) {
        synchronized (places) {
            places.remove(place);
        }
        if (on != primary) {
            on.link().close();
        }
    }

    void close() {
        List<Place> open;
        synchronized (places) {
            open = List.copyOf(places);
        }
        for (Place place : open) {
            TaskRunnerHost host = place.host;
            if (host != null) {
                host.close();
            }
        }
    }
}
