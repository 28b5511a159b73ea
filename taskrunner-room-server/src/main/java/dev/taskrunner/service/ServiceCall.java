package dev.taskrunner.service;

import java.util.Map;

/**
 * A call into a room, as the code that makes the runner for it sees it.
 *
 * @param path the path that was called
 * @param roomName the room's name
 * @param roomUrl where the room is
 * @param arguments what the caller gave for the service; empty when nothing
 */
public record ServiceCall(String path, String roomName, String roomUrl, Map<String, Object> arguments) {}
