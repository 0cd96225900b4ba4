/** Tests of the engine and of the rows as a whole. */
@NullMarked
package io.mediachassis.snmp.agent;

import org.jspecify.annotations.NullMarked;
