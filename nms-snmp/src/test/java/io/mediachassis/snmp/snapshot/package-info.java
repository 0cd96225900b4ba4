/** Tests of the table that is served. */
@NullMarked
package io.mediachassis.snmp.snapshot;

import org.jspecify.annotations.NullMarked;
