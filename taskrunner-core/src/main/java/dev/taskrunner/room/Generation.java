package dev.taskrunner.room;

/** The generations of the room protocol that a {@link Room} speaks. */
public enum Generation {
    /** The classic one, of SDKs before 0.30. */
    CLASSIC,
    /** The current one, of today's SDKs and hosted rooms. */
    CURRENT,
    /** Whatever the room speaks: our own server says so when it greets, others are asked in both. */
    DETECT
}
