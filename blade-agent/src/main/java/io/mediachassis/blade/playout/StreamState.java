package io.mediachassis.blade.playout;

/**
 * The states of a stream.
 *
 * <pre>
 *            play               media read             end reached
 * PAUSED ----------> FILLING -------------> PLAYING ---------------> ENDING --its last packet's time + drain--> PAUSED
 *   ^                   |                      |                        |
 *   '------pause--------+----------------------+------------------------'
 * any --close, media unreadable--> CLOSED
 * </pre>
 */
public enum StreamState { PAUSED, FILLING, PLAYING, ENDING, CLOSED }
