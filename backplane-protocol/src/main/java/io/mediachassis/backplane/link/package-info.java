/** The backplane link: TLS, frames, hello, heartbeats and requests between two boards of a chassis. */
@NullMarked
package io.mediachassis.backplane.link;

import org.jspecify.annotations.NullMarked;
