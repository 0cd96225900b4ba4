/** An immutable sorted table of object instances, and the one managed object that serves it. */
@NullMarked
package io.mediachassis.snmp.snapshot;

import org.jspecify.annotations.NullMarked;
