package dev.taskrunner.function;

/** Whether a schema says what is read or what is written; the two differ where a type does. */
enum Direction {
    INPUT,
    OUTPUT
}
