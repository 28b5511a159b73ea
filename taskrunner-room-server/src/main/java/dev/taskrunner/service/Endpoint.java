package dev.taskrunner.service;

/**
 * A path and what is served when it is called.
 *
 * @param path begins with a slash
 * @param identity the name that callers are told to give the participant
 * @param description for people
 * @param factory makes the runner for each call
 */
record Endpoint(String path, String identity, String description, ServiceHost.Factory factory) {}
