#!/usr/bin/env bash
# On a machine with an NVIDIA graphics card: builds with CUDA, holds the training engine to the golden vectors on the
# card, tries the sampler's generator on it, and measures both training iterations on it beside PyTorch's. The last line
# of output is one JSON object. In a folder that benchmarks/gpu-bundle packed, it builds nothing and needs no network.
# With TRAIN_MINUTES=N it first trains cifar10-feature-matching on the card for so long, into runs/gpu-cifar10 (again:
# goes on), and measures what an iteration of it and of imagenet128 costs there, where their data are.
# Arguments go to `benchmarks/run training`; DEVICE_INDEX chooses the card (default 0), PYTHON the Python that has torch
# with CUDA, GAN_PROFILES the Maven profiles (default: gpu, and cuda-redist where CUDA 12 or cuDNN 9 is not installed).
set -euo pipefail

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
root=$(dirname "$home")
index=${DEVICE_INDEX:-0}

fail() {
  echo "benchmarks/gpu.sh: $*" >&2
  exit 1
}

fields=name,compute_cap,driver_version,memory.total
card=$(nvidia-smi --id="$index" --query-gpu="$fields" --format=csv,noheader 2>/dev/null) \
  || fail "nvidia-smi sees no NVIDIA graphics card $index, so nothing was measured: run it on a machine that has one."
echo "Graphics card $index: $card (compute capability, driver, memory)"

# Whether the loader finds every library of CUDA that ONNX Runtime's provider loads.
cuda_installed() {
  local library folder
  for library in libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libcurand.so.10 libcudnn.so.9; do
    ldconfig -p 2>/dev/null | grep -q "$library" && continue
    IFS=: read -ra folders <<<"${LD_LIBRARY_PATH:-}"
    for folder in "${folders[@]}"; do
      [ -e "$folder/$library" ] && continue 2
    done
    return 1
  done
}
if [ -e "$root/bundle" ]; then
  GAN_PROFILES=$(<"$root/bundle")
  export GAN_BUILD=never JAVA_HOME=$root/jre
  # The jars in their order: two of them have libraries of the same names.
  classpath=$(sed "s|^|$root/lib/|" "$root/lib/order" | paste -sd:)
  for module in cli benchmarks; do
    echo "$classpath" >"$root/$module/target/classpath.txt"
  done
elif [ -z "${GAN_PROFILES:-}" ]; then
  GAN_PROFILES=gpu
  cuda_installed || GAN_PROFILES=gpu,cuda-redist
fi
export GAN_PROFILES
echo "Maven profiles: $GAN_PROFILES"

log=$home/target/gpu-tests.log
mkdir -p "$home/target"

# The tests of a library whose class has such a name, with these properties: by Maven, or by JUnit's own launcher.
tests() {
  local library=$root/libs/$1 classes=$2
  shift 2
  if [ -e "$root/bundle" ]; then
    ORT_DISABLE_TELEMETRY=1 OMP_WAIT_POLICY=passive "$JAVA_HOME/bin/java" -Xmx1g "$@" \
      -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$library/target/test-classes:$classpath" \
      org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
      --scan-classpath="$library/target/test-classes" --include-classname=".*$classes" >"$log" 2>&1
    grep -E '[0-9]+ tests (successful|skipped|failed)' "$log"
  else
    rm -f "$library"/target/surefire-reports/*"$classes.txt"
    "$root/mvnw" -q -B -f "$root/pom.xml" -P "$GAN_PROFILES" -pl "$library" -am -Dtest="*$classes" \
      -Dsurefire.failIfNoSpecifiedTests=false "$@" test >"$log" 2>&1
    grep -h '^Tests run' "$library"/target/surefire-reports/*"$classes.txt"
  fi
}

echo "Golden vectors on the card…"
tests gan GoldenTest -Dgolden.device=cuda -Dgolden.device.index="$index" \
  || { tail -n 30 "$log" >&2; fail "a golden vector fails on the card; the whole log is $log"; }

echo "Generated images on the card…"
(
  # The sampler brings no CUDA libraries of its own; the tests before have unpacked those of cuda-redist.
  if ! cuda_installed; then
    unpacked=$(printf '%s:' "$HOME"/.javacpp/cache/cuda-*/org/bytedeco/cuda/linux-x86_64)
    export LD_LIBRARY_PATH=$unpacked${LD_LIBRARY_PATH:-}
  fi
  tests inference OnnxGeneratorTest -Dinference.device="cuda:$index"
) || { tail -n 30 "$log" >&2; fail "the card does not give the images that it should; the whole log is $log"; }

if [ "${TRAIN_MINUTES:-0}" -gt 0 ]; then
  out=$root/runs/gpu-cifar10
  on_card=(--device cuda --device-index "$index")
  for experiment in cifar10-feature-matching imagenet128; do
    "$root/gan" cost "$experiment" --iterations 50 "${on_card[@]}" --out "$root/runs/gpu-costs/$experiment/cost.json" \
      || echo "What an iteration of $experiment costs was not measured."
  done
  if [ -e "$out/run.json" ]; then train=(--resume "$out"); else train=(cifar10-feature-matching --out "$out"); fi
  # SIGTERM has it save its state and stop, which is its exit status 143; timeout says 124.
  timeout --signal=TERM --kill-after=120 "${TRAIN_MINUTES}m" "$root/gan" train "${train[@]}" "${on_card[@]}" \
    || [ $? -eq 124 ] || fail "the training on the card failed."
fi

# Both sides may use every core of the processor for what they do not do on the card.
exec "$home/run" training --device cuda --device-index "$index" --threads "$(nproc)" "$@"
