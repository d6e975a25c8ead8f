# Builds each case (a JSON array on standard input) as a site of one post with
# the real Jekyll, all in this process, and prints what became of it.
require "json"
require "tmpdir"
require "fileutils"
require "bigdecimal"
Encoding.default_external = Encoding::UTF_8
Encoding.default_internal = nil
require "jekyll"

# "12:30", "Sept 25" and drafts take what they lack from the clock
NOW = Time.at(Time.utc(2026, 11, 25, 12).to_i)
class << Time
  def now(**rest)
    rest.empty? ? Time.at(NOW.to_i) : Time.at(NOW.to_i, **rest)
  end
end

class Ear
  attr_reader :heard, :level
  def initialize
    @heard = []
    @level = 0
  end
  attr_writer :level, :formatter
  %w(debug info warn error).each do |name|
    define_method(name) { |*_, &text| @heard << "#{name}: #{text ? text.call : _.join(" ")}" unless name == "debug" || name == "info" }
  end
end

def shown(value)
  text = case value
         when nil then ""
         when Time then value.strftime("%Y-%m-%dT%H:%M:%S.%6N%:z")
         when Date then value.iso8601
         when String, Symbol then value.to_s
         when Float then value.inspect
         else value.inspect
         end
  { "class" => value.class.name, "value" => text.scrub("?") }
end

def printed(value)
  Liquid::Template.parse("{{ page.x }}").render("page" => { "x" => value }).scrub("?")
end

def bytes(text, one)
  one["latin1"] ? text.encode("ISO-8859-1") : text
end

def build(one, root)
  result = { "name" => one["name"] }
  # a `timezone` of the last case would stay, and so would dates read in it
  ENV["TZ"] = one["tz"] || "UTC"
  Jekyll::Utils.instance_variable_set(:@parse_date_cache, {})
  Jekyll.sites.clear
  ear = Ear.new
  Jekyll.logger = ear
  source = File.join(root, "site")
  { one["path"] => bytes(one["text"], one) }.merge(one["files"] || {}).each do |path, text|
    file = File.join(source, path)
    FileUtils.mkdir_p(File.dirname(file))
    File.binwrite(file, text)
    # a draft's date
    File.utime(NOW, NOW, file)
  end
  begin
    config = Jekyll.configuration(
      "source" => source, "destination" => File.join(root, "out"),
      "disable_disk_cache" => true, "time" => "2026-11-25T12:00:00Z", "quiet" => true
    )
    site = Jekyll::Site.new(config)
    site.process
    full = File.join(source, one["path"])
    doc = site.documents.find { |d| d.path == full && d.is_a?(Jekyll::Document) }
    page = doc || site.pages.find { |p| File.join(source, p.relative_path) == full }
    copied = site.static_files.any? { |f| f.path == full }
    file = page && page.destination(site.dest)
    there = file && File.file?(file) && (!doc || doc.write?)
    result["outcome"] = there ? "published" : copied ? "copied" : "absent"
    if there
      result["url"] = page.url
      result["file"] = file.sub("#{site.dest}/", "")
      result["title"] = Liquid::Template.parse("{{ page.title }}").render("page" => page.to_liquid)
      if doc
        result["date"] = doc.date.dup.utc.strftime("%Y-%m-%dT%H:%M:%S.%LZ").sub(".000Z", "Z")
        result["local"] = doc.date.strftime("%Y-%m-%dT%H:%M:%S%:z")
        result["day"] = doc.date.strftime("%Y-%m-%d")
        result["slug"] = doc.data["slug"].to_s
        result["categories"] = doc.data["categories"]
        result["tags"] = doc.data["tags"]
      end
    end
  rescue Exception => e # a build may also end in SystemExit
    result["outcome"] = "fails"
    result["error"] = "#{e.class}: #{e.message.lines.first&.chomp}".gsub(root, "").scrub("?")
  end
  result["messages"] = ear.heard.map { |m| m.gsub(root, "").scrub("?") }
  unread = ear.heard.any? { |m| m =~ /YAML Exception reading|could not read file|Error reading file/ }
  head = one["text"].delete_prefix("\uFEFF")[Jekyll::Document::YAML_FRONT_MATTER_REGEXP, 1]
  result["front_matter"] = !head.nil? && !unread
  if head
    begin
      data = Jekyll::Utils.safe_load_yaml(head)
      if data.is_a?(Hash)
        result["keys"] = data.to_h do |k, v|
          [k.is_a?(String) ? k : k.inspect, shown(v).merge("printed" => printed(v))]
        end
      else
        result["top"] = shown(data)
      end
    rescue Exception => e
      result["yaml"] = "#{e.class}: #{e.message}".scrub("?")
    end
  end
  result
end

cases = JSON.parse($stdin.read)
puts JSON.generate(cases.map do |one|
  Dir.mktmpdir { |root| build(one, File.realpath(root)) }
end)
