package dev.taskrunner;

import java.util.Map;

/**
 * Something that a runner needs from the room before it can work. Installed when the runner is served.
 */
public sealed interface Requirement permits RequiredToolkit, RequiredSchema, RequiredTable {

    /**
     * The name of what is needed.
     *
     * @return the name
     */
    String name();

    /**
     * The requirement as the room describes it (classic wire, section 5.8).
     *
     * @return plain JSON
     */
    Map<String, Object> toMap();
}
