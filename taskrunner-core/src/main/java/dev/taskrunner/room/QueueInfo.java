package dev.taskrunner.room;

/**
 * A queue of a room.
 *
 * @param name its name
 * @param size how many messages wait in it
 * @param leased how many are lent out; 0 from servers that lend none
 */
public record QueueInfo(String name, long size, long leased) {}
