package dev.taskrunner.testing;

/** The same without sockets. */
@InMemoryRooms
class WorkerContextInMemoryTest extends WorkerContextTest {}
