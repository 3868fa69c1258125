// A stand-in for libnvrtc.so.13: kernels are compiled by g++ behind device.h. What it calls machine code is a shared object,
// which it keeps beside itself for the next time.
#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "abi.h"

#define API extern "C" __attribute__((visibility("default")))

extern char** environ;

namespace {

enum Result { SUCCESS, OUT_OF_MEMORY, CREATION_FAILURE, INVALID_INPUT, INVALID_PROGRAM, INVALID_OPTION, COMPILATION };

struct Program {
    std::string source, log, code;
};

std::string folder() {
    Dl_info info;
    dladdr((void*) &folder, &info);
    std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/'));
}

std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

uint64_t hash(const std::string& text) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (unsigned char c : text) {
        hash = (hash ^ c) * 0x100000001b3u;
    }
    return hash ^ text.size();
}

// Runs g++; what it says goes to a file.
int run(const std::vector<std::string>& words, const std::string& output) {
    std::vector<char*> arguments;
    for (const std::string& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t process;
    int failed = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return failed;
    }
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

std::string withoutComments(const std::string& source) {
    std::string code;
    for (size_t at = 0; at < source.size();) {
        size_t end = source.compare(at, 2, "//") == 0   ? source.find('\n', at)
                     : source.compare(at, 2, "/*") == 0 ? source.find("*/", at + 2)
                                                        : at;
        if (end == at) {
            code += source[at++];
        } else {
            code += ' ';
            at = end == std::string::npos ? source.size() : source[end] == '\n' ? end : end + 2;
        }
    }
    return code;
}

std::string withRegistrations(const std::string& source) {
    static const std::regex kernel(
        R"RX(extern\s*"C"\s*__global__\s+(?:__launch_bounds__\s*\([^)]*\)\s*)?void\s+(?:__launch_bounds__\s*\([^)]*\)\s*)?(\w+)\s*\()RX");
    std::string text = "#include \"device.h\"\n#line 1 \"kernels\"\n" + source + "\n";
    std::string code = withoutComments(source);
    for (std::sregex_iterator it(code.begin(), code.end(), kernel), end; it != end; ++it) {
        text += "REGISTER_KERNEL(" + it->str(1) + ")\n";
    }
    return text;
}

}  // namespace

API const char* nvrtcGetErrorString(int result) {
    static const char* const texts[] = {"NVRTC_SUCCESS",
                                        "NVRTC_ERROR_OUT_OF_MEMORY",
                                        "NVRTC_ERROR_PROGRAM_CREATION_FAILURE",
                                        "NVRTC_ERROR_INVALID_INPUT",
                                        "NVRTC_ERROR_INVALID_PROGRAM",
                                        "NVRTC_ERROR_INVALID_OPTION",
                                        "NVRTC_ERROR_COMPILATION",
                                        "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE"};
    return result >= 0 && result < 8 ? texts[result] : "NVRTC_ERROR unknown";
}

API int nvrtcVersion(int* major, int* minor) {
    *major = 13;
    *minor = 0;
    return SUCCESS;
}

API int nvrtcCreateProgram(void** program, const char* source, const char*, int headers, const char* const*,
                           const char* const*) {
    if (source == nullptr || headers != 0) {
        return INVALID_INPUT;
    }
    *program = new Program{source, "", ""};
    return SUCCESS;
}

API int nvrtcDestroyProgram(void** program) {
    if (*program == nullptr) {
        return INVALID_PROGRAM;
    }
    delete (Program*) *program;
    *program = nullptr;
    return SUCCESS;
}

API int nvrtcCompileProgram(void* handle, int count, const char* const* options) {
    Program& program = *(Program*) handle;
    uint32_t architecture = 0;
    std::vector<std::string> words = {"g++",    "-std=c++17", "-O2", "-ffp-contract=off", "-fno-strict-aliasing",
                                      "-fPIC",  "-shared",    "-w",  "-fvisibility=hidden", "-fno-gnu-unique",
                                      "-fsanitize=alignment", "-fsanitize-undefined-trap-on-error", "-I" + folder()};
    for (int i = 0; i < count; i++) {
        std::string option = options[i];
        static const std::regex arch("(?:-arch|--gpu-architecture)=(sm|compute)_(\\d+)a?");
        static const std::regex known("--?(?:std=c\\+\\+17|fmad=\\w+|lineinfo|generate-line-info|default-device|w|disable-warnings)");
        std::smatch match;
        if (std::regex_match(option, match, arch)) {
            architecture = match[1] == "sm" ? (uint32_t) std::stoul(match[2]) : 0;
        } else if (option.rfind("-D", 0) == 0) {
            words.push_back(option);
        } else if (!std::regex_match(option, known)) {
            program.log = "nvrtc: error: unrecognized option " + option + " found\n";
            return INVALID_OPTION;
        }
    }
    std::string text = withRegistrations(program.source);
    std::string key = text;
    for (const std::string& word : words) {
        key += word + "\n";
    }
    char name[32];
    snprintf(name, sizeof name, "/%016lx", (unsigned long) hash(key));
    std::string kept = folder() + name + ".so";
    std::string code = read(kept);
    if (code.empty()) {
        std::string draft = folder() + "/draft-XXXXXX";
        if (mkdtemp(draft.data()) == nullptr) {
            program.log = "cannot write to " + folder() + "\n";
            return COMPILATION;
        }
        std::string source = draft + "/kernels.cpp", object = draft + "/kernels.so", said = draft + "/log";
        std::ofstream(source, std::ios::binary) << text;
        words.insert(words.end(), {"-o", object, source, "-lm"});
        int status = run(words, said);
        program.log = read(said);
        if (status == 0) {
            code = read(object);
            rename(object.c_str(), kept.c_str());
        }
        for (const std::string& path : {source, object, said}) {
            unlink(path.c_str());
        }
        rmdir(draft.c_str());
        if (code.empty()) {
            return COMPILATION;
        }
    }
    standin::Header header = {{}, architecture, 0, code.size()};
    memcpy(header.magic, standin::MAGIC, 8);
    program.code = architecture == 0 ? "" : std::string((const char*) &header, sizeof header) + code;
    return SUCCESS;
}

API int nvrtcGetProgramLogSize(void* program, size_t* size) {
    *size = ((Program*) program)->log.size() + 1;
    return SUCCESS;
}

API int nvrtcGetProgramLog(void* program, char* log) {
    const std::string& text = ((Program*) program)->log;
    memcpy(log, text.c_str(), text.size() + 1);
    return SUCCESS;
}

API int nvrtcGetCUBINSize(void* program, size_t* size) {
    *size = ((Program*) program)->code.size();
    return SUCCESS;
}

API int nvrtcGetCUBIN(void* program, char* code) {
    const std::string& bytes = ((Program*) program)->code;
    memcpy(code, bytes.data(), bytes.size());
    return SUCCESS;
}
