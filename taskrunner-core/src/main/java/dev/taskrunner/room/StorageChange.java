package dev.taskrunner.room;

/**
 * A file in a room's storage was written or deleted.
 *
 * @param path the file's path
 * @param isDeleted whether it is gone; else it was written
 * @param participantId who did it
 */
public record StorageChange(String path, boolean isDeleted, String participantId) {}
