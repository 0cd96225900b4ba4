/** The operating system through JNA direct mapping: datagram sockets with GSO, direct disk reads, aligned memory. */
@NullMarked
package io.mediachassis.blade.os;

import org.jspecify.annotations.NullMarked;
